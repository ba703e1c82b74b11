import { backoffMs, pause } from '@channel-adapter/patience'
import { classify } from './errors.ts'
import type { Turn } from './keyed-work.ts'
import { unfit } from './message-size.ts'

import type { SparingLog } from './sparing-log.ts'
import type { Conclusion, Failure, Handler, IncomingMessage, Logger } from './ports.ts'

/** What a delivery needs of the world. */
export interface DeliveryEffects {
  readonly handle: Handler
  readonly isParked: (key: string) => boolean
  /** Puts a message into a failure channel; resolves when the broker has it. */
  readonly putAside: (message: IncomingMessage, channel: FailureChannel, failure: Failure) => Promise<void>
  /** Lets the sender of a message know that it is parked. */
  readonly tellParked: (message: IncomingMessage, failure: Failure) => Promise<void>
  /** Aborted when the process stops: what waits for its next attempt is given up, what is at work goes on. */
  readonly stopping: AbortSignal
  readonly now: () => number
  readonly log: Logger
  /** Says why a message is invalid, by its code: whoever may write a topic may write many. */
  readonly sayInvalid: SparingLog
  /** Whether failure channels exist: an observer without them can only wait. */
  readonly failureChannels: boolean
}

export type FailureChannel = 'deadLetter' | 'invalid'

/** Of one that nobody waits for. */
const ALONE: Turn = {
  release: () => {},
  aside: async (wait) => void (await wait),
  crowded: () => false,
}

const RETRY = { firstMs: 200, maxMs: 30_000 }

/** The code of a message that was parked only because an earlier one of its key is. */
export const FOLLOWS_PARKED = 'follows-parked'

/**
 * Brings one message to an end: handled and concluded, or in a failure channel.
 * @param turn what it may do with its place while it waits, and when only its conclusion is left
 * @returns false when it was given up because it is no longer ours, or the process stops; then it is not done
 */
export async function deliver(
  message: IncomingMessage,
  signal: AbortSignal,
  effects: DeliveryEffects,
  turn: Turn = ALONE,
): Promise<boolean> {
  // An observer, which has nowhere to put it, sees it as it is.
  const fault = effects.failureChannels ? unfit(message) : undefined
  let firstFailedAt: number | undefined
  let conclude: Conclusion | undefined
  for (let attempt = 1; goesOn(attempt, signal, effects); attempt++) {
    if (!conclude && !fault && effects.isParked(message.key)) {
      return putAside(message, 'deadLetter', followsParked(effects.now()), signal, effects)
    }
    try {
      if (fault) throw fault
      conclude ??= (await effects.handle(message, { signal, attempt, crowded: turn.crowded() })) ?? undefined
      const concluding = conclude?.()
      turn.release()
      await concluding
      return true
    } catch (error) {
      if (signal.aborted) return false
      firstFailedAt ??= effects.now()
      const verdict = classify(error)
      const { text, stack } = described(error)
      if (verdict.kind === 'retry' || !effects.failureChannels) {
        const atLeast = verdict.kind === 'retry' ? (verdict.retryAfterMs ?? 0) : 0
        const retryInMs = Math.max(atLeast, backoffMs(attempt, RETRY))
        effects.log.warn(
          { ...where(message), attempt, error: text, retryInMs },
          'cannot handle a message now',
        )
        const over = pause(retryInMs, AbortSignal.any([signal, effects.stopping]))
        const own = verdict.kind === 'retry' && verdict.ownTrouble === true
        await (own ? turn.aside(over.then(() => goesOn(attempt + 1, signal, effects))) : over)
        continue
      }
      const channel = verdict.kind === 'invalid' ? 'invalid' : 'deadLetter'
      const failure: Failure = {
        code: verdict.code,
        text,
        attempts: attempt,
        firstFailedAt: new Date(firstFailedAt).toISOString(),
        ...(stack !== undefined && { stack }),
      }
      const fields = { ...where(message), channel, code: failure.code, error: text }
      if (channel === 'invalid') effects.sayInvalid(failure.code, fields, 'a message is put aside')
      else effects.log.error(fields, 'a message is put aside')
      return putAside(message, channel, failure, signal, effects)
    }
  }
  return false
}

/** The broker may be away: nothing is skipped until the failure channel has the message and its sender knows. */
async function putAside(
  message: IncomingMessage,
  channel: FailureChannel,
  failure: Failure,
  signal: AbortSignal,
  effects: DeliveryEffects,
): Promise<boolean> {
  const stored = await insist(() => effects.putAside(message, channel, failure), signal, effects)
  if (!stored || channel === 'invalid') return stored
  return insist(() => effects.tellParked(message, failure), signal, effects)
}

async function insist(
  effect: () => Promise<void>,
  signal: AbortSignal,
  effects: DeliveryEffects,
): Promise<boolean> {
  for (let attempt = 1; goesOn(attempt, signal, effects); attempt++) {
    try {
      await effect()
      return true
    } catch (error) {
      const retryInMs = backoffMs(attempt, RETRY)
      effects.log.warn({ error: described(error).text, retryInMs }, 'cannot put a message aside now')
      await pause(retryInMs, AbortSignal.any([signal, effects.stopping]))
    }
  }
  return false
}

/** A first attempt is made also while stopping: the message is at work already. */
function goesOn(attempt: number, signal: AbortSignal, { stopping }: DeliveryEffects): boolean {
  return !signal.aborted && (attempt === 1 || !stopping.aborted)
}

function followsParked(now: number): Failure {
  return {
    code: FOLLOWS_PARKED,
    text: 'an earlier message of the same key is in the Dead Letter Channel',
    attempts: 0,
    firstFailedAt: new Date(now).toISOString(),
  }
}

function where({ topic, partition, offset, key }: IncomingMessage): object {
  return { topic, partition, offset: String(offset), key }
}

function described(error: unknown): { text: string; stack: string | undefined } {
  if (!(error instanceof Error)) return { text: String(error), stack: undefined }
  return { text: `${error.name}: ${error.message}`, stack: error.stack }
}
