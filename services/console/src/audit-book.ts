import type { AuditRecord } from '@channel-adapter/contracts'
import type { AuditPage, AuditSearch, AuditView } from './answers/audit.ts'

/** So many records are kept in memory: years, where people change little, and a few MB at most. */
const KEPT = 2000
const SHOWN = 50

/** The newest of what people wanted to change. */
export class AuditBook {
  readonly #records: AuditRecord[] = []
  readonly #kept: number
  #forgotten = false

  /** @param kept how many records are remembered */
  constructor(kept = KEPT) {
    this.#kept = kept
  }

  note(record: AuditRecord): void {
    this.#records.push(record)
    if (this.#records.length <= this.#kept) return
    this.#records.shift()
    this.#forgotten = true
  }

  find({ text = '', decision, most = SHOWN }: AuditSearch): AuditPage {
    const wanted = text.trim().toLowerCase()
    const matching = this.#records.filter(
      (record) =>
        (decision === undefined || record.decision === decision) &&
        (wanted === '' || saidBy(record).some((said) => said?.toLowerCase().includes(wanted))),
    )
    return {
      records: matching.toReversed().slice(0, most).map(viewOf),
      matching: matching.length,
      forgotten: this.#forgotten,
    }
  }
}

function saidBy({ subject, name, connection, order, plan, reason }: AuditRecord): (string | null)[] {
  return [subject, name, connection, order, plan, reason]
}

function viewOf({ before, after, at, ...record }: AuditRecord): AuditView {
  return { ...record, at: Date.parse(at), before: parsed(before), after: parsed(after) }
}

/** The contract says that it is JSON; whatever else somebody wrote there is shown as it is. */
function parsed(text: string | null): unknown {
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
