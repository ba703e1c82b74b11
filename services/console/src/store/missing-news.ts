import { instant, type MissingAnswer, orderKey } from '@channel-adapter/contracts'
import type { DatabaseSync } from 'node:sqlite'
import { missingId } from '../missing-answer-message.ts'
import { AGREED, type AgreedTimes, agreedParameters, MISSING } from './missing-answers.ts'

/** Where an order still awaits its answer: one that is put on hold is released again. */
const AWAITS = "status IN ('ISSUED', 'ON_HOLD')"

interface OverdueRow {
  readonly source: string
  readonly number: string
  readonly revision: number
  readonly supplier: string
  readonly supplierName: string
  readonly sentAt: number
  readonly dueAt: number
}

/**
 * What the topic of missing answers says of each order, beside what the store knows: what is to be said next follows
 * from both, so that nothing is lost or said twice whenever the process dies.
 */
export class MissingNews {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Forgets what was said: it is read from the topic anew. */
  forget(): void {
    this.#database.exec('DELETE FROM said_missing')
  }

  /** Notes what the topic holds now, by order the last word. */
  note(said: readonly MissingAnswer[]): void {
    const note = this.#database.prepare('INSERT OR REPLACE INTO said_missing VALUES (?, ?, ?, ?)')
    this.#database.exec('BEGIN')
    for (const each of said) note.run(orderKey(each), each.revision, each.state, JSON.stringify(each))
    this.#database.exec('COMMIT')
  }

  /**
   * What is to be said next, the longest due first, and nothing twice: a revision is overdue once. What is resolved
   * comes before what is overdue, since of one order a newer revision may be overdue too.
   * @param now milliseconds since the epoch at which the store knew everything
   */
  next(now: number, agreed: AgreedTimes, most: number): MissingAnswer[] {
    const resolved = this.#resolved(now, most)
    return resolved.length > 0 ? resolved : this.#overdue(now, agreed, most)
  }

  #resolved(now: number, most: number): MissingAnswer[] {
    const rows = this.#database
      .prepare(
        `SELECT value FROM said_missing AS said LEFT JOIN orders ON orders.key = said.key
          WHERE state = 'OVERDUE' AND NOT coalesce(
            ${AWAITS} AND orders.revision = said.revision AND answered_revision < said.revision, false)
          LIMIT ?`,
      )
      .all(most)
    return rows.map(({ value }) => {
      const said = JSON.parse(String(value)) as MissingAnswer
      return withId({ ...said, state: 'RESOLVED', noticedAt: instant(now) })
    })
  }

  #overdue(now: number, agreed: AgreedTimes, most: number): MissingAnswer[] {
    const rows = this.#database
      .prepare(
        `SELECT orders.source AS source, orders.number AS number, revision, suppliers.number AS supplier,
            suppliers.name AS supplierName, revision_at AS sentAt, revision_at + ${AGREED} AS dueAt
          ${MISSING} AND NOT EXISTS (
            SELECT 1 FROM said_missing AS said WHERE said.key = orders.key AND said.revision >= orders.revision)
          ORDER BY dueAt LIMIT ?4`,
      )
      .all(...agreedParameters(agreed), now, most) as unknown as OverdueRow[]
    return rows.map(({ sentAt, dueAt, ...order }) =>
      withId({
        ...order,
        state: 'OVERDUE',
        sentAt: instant(sentAt),
        dueAt: instant(dueAt),
        noticedAt: instant(now),
      }),
    )
  }
}

function withId(missing: Omit<MissingAnswer, 'id'>): MissingAnswer {
  return { ...missing, id: missingId(missing) }
}
