import { backoffMs } from '@channel-adapter/patience'
import { ErpOutcomeUnknown, ErpThrottled, ErpUnauthorised, ErpUnavailable } from '../errors.ts'

/** What the gate before an ERP knows of it. */
export interface GateState {
  /** How many requests may be under way; grows slowly with success, halves when the ERP asks to slow down. */
  readonly limit: number
  /** Failures in a row. */
  readonly failures: number
  /** Requests wait until then; milliseconds since the epoch, 0 for not at all. */
  readonly closedUntil: number
  /** How often in a row the circuit opened; 0 while the ERP is well. */
  readonly openings: number
  /** Why requests wait, for an operator. */
  readonly reason: string | undefined
}

export interface GateLimits {
  /** The most requests under way at a time. */
  readonly maxConcurrency: number
  /** Failures in a row that open the circuit. Default 5. */
  readonly failuresToOpen?: number
}

const OPEN = { firstMs: 500, maxMs: 30_000 }
const THROTTLED = { firstMs: 500, maxMs: 10_000 }
// Nobody but a person changes a password: asking more often only fills the ERP's log, or locks the account.
const UNAUTHORISED_MS = 30_000

export function openGate({ maxConcurrency }: GateLimits): GateState {
  return { limit: maxConcurrency, failures: 0, closedUntil: 0, openings: 0, reason: undefined }
}

/** Whether only one request may try, because the ERP was last seen away. */
export function isProbing(state: GateState): boolean {
  return state.openings > 0
}

/** The state after a request that the ERP answered, whatever it answered. Pure. */
export function afterAnswer(state: GateState, { maxConcurrency }: GateLimits): GateState {
  return {
    limit: Math.min(maxConcurrency, state.limit + 1 / state.limit),
    failures: 0,
    closedUntil: state.openings > 0 ? 0 : state.closedUntil,
    openings: 0,
    reason: undefined,
  }
}

/**
 * The state after an error. Additive increase and multiplicative decrease on 429; a circuit breaker with exponential
 * backoff and full jitter on an ERP that does not answer. Pure.
 * @param now milliseconds since the epoch
 * @param random in [0, 1)
 */
export function afterError(
  state: GateState,
  error: unknown,
  limits: GateLimits,
  now: number,
  random: number,
): GateState {
  if (error instanceof ErpThrottled) {
    const waitMs = error.retryAfterMs ?? backoffMs(state.failures + 1, THROTTLED, 0.5 + random / 2)
    return {
      ...state,
      limit: Math.max(1, Math.floor(state.limit / 2)),
      failures: state.failures + 1,
      closedUntil: Math.max(state.closedUntil, now + waitMs),
      reason: error.message,
    }
  }
  if (error instanceof ErpUnauthorised) {
    return {
      ...state,
      openings: state.openings + 1,
      closedUntil: now + UNAUTHORISED_MS,
      reason: error.message,
    }
  }
  if (error instanceof ErpUnavailable || error instanceof ErpOutcomeUnknown) {
    const failures = state.failures + 1
    if (failures < (limits.failuresToOpen ?? 5) && state.openings === 0) return { ...state, failures }
    const openings = state.openings + 1
    // Never at once: half the wait is certain, the other half is jitter.
    const closedUntil = now + backoffMs(openings, OPEN, 0.5 + random / 2)
    return { ...state, failures, openings, closedUntil, reason: error.message }
  }
  return afterAnswer(state, limits)
}
