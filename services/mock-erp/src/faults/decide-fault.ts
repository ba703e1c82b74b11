import { draw } from '../random.ts'
import type { FaultEffect, FaultRule, FaultSettings } from './settings.ts'

/** The settings in force, with the rules' remaining times, and where the draws stand. */
export interface FaultState {
  readonly settings: FaultSettings
  readonly random: number
}

export interface FaultRequest {
  readonly method: string
  readonly path: string
  /** Requests being answered, this one not counted. */
  readonly atOnce: number
}

/** What happens to one request. */
export interface Verdict {
  /** Milliseconds to wait before anything else. */
  readonly delayMs: number
  readonly effect: Exclude<FaultEffect, { kind: 'latency' }> | undefined
}

/** @param settings as an operator put them */
export function faultState(settings: FaultSettings): FaultState {
  return { settings, random: settings.seed ?? 1 }
}

/**
 * Too many at once outweighs all else; then every latency that strikes adds up and the first other rule that strikes
 * wins; a lock comes last. A rule is drawn for, and used up, only by requests that it fits.
 */
export function decideFault(
  state: FaultState,
  request: FaultRequest,
): { verdict: Verdict; state: FaultState } {
  const { settings } = state
  if (settings.max_concurrent !== undefined && request.atOnce >= settings.max_concurrent) {
    const effect = { kind: 'status', status: 429, retry_after: settings.retry_after ?? 1 } as const
    return { verdict: { delayMs: 0, effect }, state }
  }

  let { random } = state
  let delayMs = settings.latency_ms ?? 0
  let effect: Verdict['effect']
  const rules: FaultRule[] = []
  for (const rule of settings.rules ?? []) {
    const shadowed = effect !== undefined && rule.effect.kind !== 'latency'
    let strikes = !shadowed && fits(rule, request)
    if (strikes && rule.probability !== undefined) {
      const drawn = draw(random)
      random = drawn.state
      strikes = drawn.value < rule.probability
    }
    if (strikes && rule.effect.kind === 'latency') delayMs += rule.effect.ms
    else if (strikes && rule.effect.kind !== 'latency') effect = rule.effect
    const left = strikes && rule.times !== undefined ? rule.times - 1 : rule.times
    if (left !== 0) rules.push(left === undefined ? rule : { ...rule, times: left })
  }

  if (!effect && isLocked(settings, request)) effect = { kind: 'status', status: 409 }
  return {
    verdict: { delayMs, effect },
    state: { settings: settings.rules ? { ...settings, rules } : settings, random },
  }
}

function fits({ match = {} }: FaultRule, { method, path }: FaultRequest): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false
  if (match.path_prefix !== undefined && !path.startsWith(match.path_prefix)) return false
  return match.number === undefined || String(match.number) === numberIn(path)
}

function isLocked({ locked = [] }: FaultSettings, { method, path }: FaultRequest): boolean {
  if (method !== 'PATCH') return false
  const number = numberIn(path)
  return locked.some((one) => String(one) === number)
}

function numberIn(path: string): string | undefined {
  return /^\/api\/purchase-orders\/([0-9]+)/.exec(path)?.[1]
}
