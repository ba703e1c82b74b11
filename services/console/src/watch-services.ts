import { pause } from '@channel-adapter/patience'
import type { ErpSeen } from './answers/overview.ts'

export interface ServicesSeen {
  readonly erps: ReadonlyMap<string, ErpSeen>
  /** Those that do not answer. */
  readonly silent: readonly { readonly service: string; readonly text: string; readonly since: number }[]
}

interface Check {
  readonly ok: boolean
  readonly detail?: unknown
}
type Checks = Readonly<Record<string, Check>>

/** What one service answered at /readyz: its checks, or why there was no answer. */
export type Answer =
  { readonly service: string; readonly checks: Checks } | { readonly service: string; readonly error: string }

const EVERY_MS = 3000
const ANSWER_WITHIN_MS = 2500
/** Two looks: one that is missed while a service restarts is no news. */
const SILENT_AFTER_MS = 2 * EVERY_MS

/** Asks the services for their state until the signal is aborted. */
export function watchServices(
  urls: readonly string[],
  signal: AbortSignal,
  onChange: () => void,
): { readonly seen: () => ServicesSeen } {
  let seen: ServicesSeen = { erps: new Map(), silent: [] }
  const silentSince = new Map<string, number>()
  async function watch(): Promise<void> {
    while (!signal.aborted) {
      const answers = await Promise.all(urls.map((url) => ask(url, signal)))
      const now = Date.now()
      for (const answer of answers) {
        if ('checks' in answer) silentSince.delete(answer.service)
        else if (!silentSince.has(answer.service)) silentSince.set(answer.service, now)
      }
      const before = JSON.stringify([...seen.erps, seen.silent])
      seen = { erps: erpsSeen(answers, seen.erps, now), silent: silentOnes(answers, silentSince, now) }
      if (JSON.stringify([...seen.erps, seen.silent]) !== before) onChange()
      await pause(EVERY_MS, signal)
    }
  }
  if (urls.length > 0) void watch()
  return { seen: () => seen }
}

async function ask(service: string, signal: AbortSignal): Promise<Answer> {
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)])
    const response = await fetch(`${service}/readyz`, { signal: within, redirect: 'error' })
    const { checks = {} } = (await response.json()) as { checks?: Checks }
    return { service, checks }
  } catch (error) {
    const cause = (error as Error).cause
    return { service, error: cause instanceof Error ? cause.message : (error as Error).message }
  }
}

function silentOnes(
  answers: readonly Answer[],
  since: ReadonlyMap<string, number>,
  now: number,
): ServicesSeen['silent'] {
  return answers.flatMap((answer) => {
    const from = since.get(answer.service)
    if (from === undefined || now - from < SILENT_AFTER_MS || !('error' in answer)) return []
    return [{ service: answer.service, text: answer.error, since: from }]
  })
}

/** What the services' checks say of each ERP. Pure. */
export function erpsSeen(
  answers: readonly Answer[],
  before: ReadonlyMap<string, ErpSeen>,
  now: number,
): Map<string, ErpSeen> {
  const erps = new Map<string, ErpSeen>()
  for (const answer of answers) {
    if (!('checks' in answer)) continue
    for (const [name, { ok, detail }] of Object.entries(answer.checks)) {
      const [, kind, id = ''] = /^(ERP|connection) (.+)$/.exec(name) ?? []
      if (kind === undefined || typeof detail !== 'object' || detail === null) continue
      const { circuit, reason, fault, lastPolledAt } = detail as Record<string, unknown>
      const known = erps.get(id)
      const text = (kind === 'ERP' ? reason : fault) ?? known?.fault
      // A single failed request is no outage: the applier's circuit decides, or the extractor's fault together with it.
      const away = (kind === 'ERP' && !ok) || fault !== undefined || known?.awaySince !== undefined
      erps.set(id, {
        circuit: typeof circuit === 'string' ? circuit : known?.circuit,
        fault: typeof text === 'string' ? text : undefined,
        lastPolledAt: typeof lastPolledAt === 'number' ? lastPolledAt : known?.lastPolledAt,
        awaySince: away ? (before.get(id)?.awaySince ?? now) : undefined,
      })
    }
  }
  return erps
}
