import { randomUUID } from 'node:crypto'
import { failureTopics } from '@channel-adapter/contracts'
import { readFailedMessage } from '../failure-channels.ts'
import { type DeadLetter, parkedEntry } from '../parking/dead-letter.ts'
import { ParkingLot } from '../parking/parking-lot.ts'
import {
  decodeReplayRecord,
  encodeReplayRecord,
  type OriginalPlace,
  placeName,
  type ReplayRecord,
} from '../parking/replay-log.ts'
import type { IncomingMessage, Publisher } from '../ports.ts'

export interface PlanRequest {
  /** Its UUID, where it has been told before. Default: a new one. */
  readonly plan?: string
  readonly action: 'replay' | 'discard'
  /** All that is parked of these keys now. */
  readonly keys: readonly string[]
  readonly by: string
  readonly reason: string
  /** Of a replay: what is handled instead of a parked message, which stays in the Dead Letter Channel as it was. */
  readonly corrections?: readonly (OriginalPlace & { readonly value: Buffer })[]
}

export interface Plan {
  readonly plan: string
  readonly keys: number
  readonly messages: number
}

export interface PlanProgress {
  readonly replayed: number
  readonly discarded: number
  readonly failed: number
  /** Messages that are still to be done; those behind a failed or cancelled one are not. */
  readonly left: number
  readonly cancelled: boolean
}

/** An operator's view of one group's failures. */
export interface Replays {
  /** What is parked, key by key, in order. */
  letters(): DeadLetter[]
  /** The audit record: every request and what became of it. */
  log(): readonly ReplayRecord[]
  /** Asks for a replay or discards; the subscription that owns the partition carries it out. Resolves when the request is in the log. */
  request(request: PlanRequest): Promise<Plan>
  cancel(plan: string, by: string): Promise<void>
  progress(plan: string): PlanProgress
}

/** {@link Replays} as far as they have been noted from the group's Dead Letter Channel and replay log. */
export class ReplayDesk implements Replays {
  /** The Dead Letter Channel and the replay log: what is to be noted. */
  readonly topics: readonly string[]
  readonly #replayTopic: string
  readonly #publish: Publisher['publish']
  readonly #lot = new ParkingLot()
  /** The letters of what is parked now. */
  readonly #letters = new Map<string, IncomingMessage>()
  readonly #records: ReplayRecord[] = []

  /** @param topic whose messages could not be handled @param group whose failures they are */
  constructor(topic: string, group: string, publish: Publisher['publish']) {
    const { deadLetter: letters, replay } = failureTopics(topic, group)
    this.topics = [letters, replay]
    this.#replayTopic = replay
    this.#publish = publish
  }

  /** Keys of which at least one message is parked. */
  get keys(): number {
    return this.#lot.keys
  }

  isParked(key: string): boolean {
    return this.#lot.isParked(key)
  }

  /** Takes a message of one of {@link topics}, each once. */
  note(message: IncomingMessage): void {
    if (message.topic === this.#replayTopic) this.#noteRecord(message)
    else this.#noteLetter(message)
  }

  letters(): DeadLetter[] {
    return this.#lot.entries().flatMap((entry) => {
      const letter = this.#letters.get(placeName(entry))
      return letter ? [{ entry, ...readFailedMessage(letter) }] : []
    })
  }

  log(): readonly ReplayRecord[] {
    return this.#records
  }

  async request(request: PlanRequest): Promise<Plan> {
    const { plan = randomUUID(), action, keys, by, reason, corrections = [] } = request
    const at = new Date().toISOString()
    const corrected = new Map(corrections.map((each) => [placeName(each), each.value.toString('base64')]))
    const parked = keys
      .map((key) => ({ key, entries: this.#lot.entriesOf(key) }))
      .filter(({ entries }) => entries.length > 0)
    await this.#write(
      parked.map(({ key, entries }) => ({
        partition: entries[0]?.partition ?? 0,
        record: {
          kind: 'request',
          plan,
          key,
          at,
          action,
          by,
          reason,
          entries: entries.map(({ partition, offset, letter }) => {
            const value = corrected.get(placeName({ partition, offset }))
            const before = this.#letters.get(placeName({ partition, offset }))?.value.toString('base64')
            return { partition, offset, letter, ...(value !== undefined && { value, before: before ?? '' }) }
          }),
        },
      })),
    )
    return {
      plan,
      keys: parked.length,
      messages: parked.reduce((sum, { entries }) => sum + entries.length, 0),
    }
  }

  async cancel(plan: string, by: string): Promise<void> {
    const open = this.#lot.openRequests().filter((request) => request.plan === plan)
    const at = new Date().toISOString()
    await this.#write(
      open.map(({ key, partition }) => ({ partition, record: { kind: 'cancel', plan, key, at, by } })),
    )
  }

  progress(plan: string): PlanProgress {
    const mine = this.#records.filter((record) => record.plan === plan)
    const count = (result: string) =>
      mine.filter((record) => record.kind === 'result' && record.result === result).length
    const open = this.#lot.openRequests().filter((request) => request.plan === plan)
    return {
      replayed: count('replayed'),
      discarded: count('discarded'),
      failed: count('failed'),
      left: open.reduce((sum, { entries }) => sum + entries.length, 0),
      cancelled: mine.some(({ kind }) => kind === 'cancel'),
    }
  }

  #noteLetter(letter: IncomingMessage): void {
    const entry = parkedEntry(letter)
    if (!entry) return
    this.#lot.noteLetter(entry)
    if (!this.#lot.holds(entry.key, entry)) return
    // Its value is a piece of all that was fetched with it, which would be kept as long as the letter is.
    const value = Buffer.alloc(letter.value.length)
    letter.value.copy(value)
    this.#letters.set(placeName(entry), { ...letter, value })
  }

  #noteRecord({ value, partition }: IncomingMessage): void {
    const record = decodeReplayRecord(value)
    if (!record) return
    this.#records.push(record)
    this.#lot.noteLog(record, partition)
    if (record.kind === 'result' && !this.#lot.holds(record.key, record))
      this.#letters.delete(placeName(record))
  }

  async #write(
    records: readonly { readonly partition: number; readonly record: ReplayRecord }[],
  ): Promise<void> {
    const topic = this.#replayTopic
    await Promise.all(
      records.map(({ partition, record }) => {
        const { key } = record
        return this.#publish([{ topic, key, partition, value: encodeReplayRecord(record), headers: {} }])
      }),
    )
  }
}
