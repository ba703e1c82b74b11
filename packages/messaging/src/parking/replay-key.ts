import { backoffMs, pause } from '@channel-adapter/patience'
import { crashPoint } from '@channel-adapter/seams'
import { classify } from '../errors.ts'
import type { Conclusion, Handler, IncomingMessage } from '../ports.ts'
import type { OpenRequest } from './parking-lot.ts'
import { type ParkedEntry, placeName, type ReplayResult } from './replay-log.ts'

export interface ReplayEffects {
  readonly handle: Handler
  /** The parked messages of a request as they were, by the names of their places. */
  readonly readLetters: (request: OpenRequest) => Promise<ReadonlyMap<string, IncomingMessage>>
  /** What is parked of the key now, in order. */
  readonly parked: (key: string) => readonly ParkedEntry[]
  /** Whether the request has been neither cancelled nor ended. */
  readonly isOpen: (request: OpenRequest) => boolean
  /** Resolves when the log has the result; from then on the entry is no longer parked. */
  readonly record: (result: ReplayResult, partition: number) => Promise<void>
  readonly now: () => number
}

const RETRY = { firstMs: 200, maxMs: 30_000 }

/**
 * Carries out one request: the parked messages of its key, in order, from the first on. It runs in the key's own lane,
 * so that later messages wait for it. It stops at the first that fails again, which stays parked with those behind it.
 * An entry is settled only after its effect; a crash in between repeats it, and the handler recognises it.
 */
export async function replayKey(
  request: OpenRequest,
  effects: ReplayEffects,
  signal: AbortSignal,
): Promise<void> {
  // By place, not by letter: a letter may have been written again since the plan was made.
  const wanted = new Map(request.entries.map((entry) => [placeName(entry), entry]))
  const letters =
    request.action === 'replay' ? await effects.readLetters(request) : new Map<string, IncomingMessage>()
  for (const entry of effects.parked(request.key)) {
    // An entry parked since the plan was made is no part of it, and what lies behind it must not overtake it.
    if (signal.aborted || !effects.isOpen(request) || !wanted.has(placeName(entry))) return
    const verdict = request.action === 'discard' ? { result: 'discarded' as const } : await replayOne(entry)
    if (verdict === undefined) return
    const { plan, key } = request
    const { partition, offset, letter } = entry
    const at = new Date(effects.now()).toISOString()
    await effects.record(
      { kind: 'result', plan, key, at, partition, offset, letter, ...verdict },
      request.partition,
    )
    if (verdict.result === 'failed') return
  }

  async function replayOne(
    entry: ParkedEntry,
  ): Promise<Pick<ReplayResult, 'result' | 'code' | 'text'> | undefined> {
    const letter = letters.get(placeName(entry))
    if (!letter)
      return { result: 'failed', code: 'letter-missing', text: 'its dead letter is no longer in the topic' }
    const corrected = wanted.get(placeName(entry))?.value
    const message = corrected === undefined ? letter : { ...letter, value: Buffer.from(corrected, 'base64') }
    let conclude: Conclusion | undefined
    for (let attempt = 1; !signal.aborted && effects.isOpen(request); attempt++) {
      try {
        conclude ??= (await effects.handle(message, { signal, attempt, crowded: false })) ?? undefined
        await conclude?.()
        crashPoint('replay.handled')
        return { result: 'replayed' }
      } catch (error) {
        if (signal.aborted) return undefined
        const verdict = classify(error)
        if (verdict.kind !== 'retry') return { result: 'failed', code: verdict.code, text: String(error) }
        await pause(Math.max(verdict.retryAfterMs ?? 0, backoffMs(attempt, RETRY)), signal)
      }
    }
    return undefined
  }
}
