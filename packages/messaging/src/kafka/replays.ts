import { randomUUID } from 'node:crypto'
import { failureTopics } from '@channel-adapter/contracts'
import { type FailedMessage, readFailedMessage } from '../failure-channels.ts'
import { parkedEntry } from '../parking/dead-letter.ts'
import { ParkingLot } from '../parking/parking-lot.ts'
import {
  decodeReplayRecord,
  encodeReplayRecord,
  type ParkedEntry,
  type ReplayRecord,
} from '../parking/replay-log.ts'
import type { IncomingMessage, OutgoingMessage } from '../ports.ts'
import type { KafkaConnection } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'

/** A parked message as it was, why it is parked, and where. */
export interface DeadLetter extends FailedMessage {
  readonly entry: ParkedEntry
}

export interface PlanRequest {
  readonly action: 'replay' | 'discard'
  /** All that is parked of these keys now. */
  readonly keys: readonly string[]
  readonly by: string
  readonly reason: string
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

/** An operator's view of one group's failures, as of the moment it was opened. */
export interface Replays {
  /** What is parked, key by key, in order. */
  letters(): DeadLetter[]
  /** The audit record: every request and what became of it. */
  log(): ReplayRecord[]
  /** Asks for a replay or discards; the subscription that owns the partition carries it out. Resolves when the request is in the log. */
  request(request: PlanRequest): Promise<Plan>
  cancel(plan: string, by: string): Promise<void>
  progress(plan: string): PlanProgress
}

/** Reads a group's Dead Letter Channel and replay log as they are now. */
export async function openReplays(kafka: KafkaConnection, topic: string, group: string): Promise<Replays> {
  const channels = failureTopics(topic, group)
  const lot = new ParkingLot()
  const messages = new Map<string, IncomingMessage>()
  const records: ReplayRecord[] = []
  await Promise.all([
    readToEnd(kafka, channels.deadLetter, (letter) => {
      const entry = parkedEntry(letter)
      if (!entry) return
      lot.noteLetter(entry)
      messages.set(`${letter.partition} ${letter.offset}`, letter)
    }),
    readToEnd(kafka, channels.replay, ({ value, partition }) => {
      const record = decodeReplayRecord(value)
      if (!record) return
      records.push(record)
      lot.noteLog(record, partition)
    }),
  ])

  async function write(
    entries: readonly { key: string; partition: number; record: ReplayRecord }[],
  ): Promise<void> {
    const publisher = createPublisher(kafka)
    try {
      await Promise.all(
        entries.map(({ key, partition, record }) => {
          const message: OutgoingMessage = {
            topic: channels.replay,
            key,
            partition,
            value: encodeReplayRecord(record),
            headers: {},
          }
          return publisher.publish([message])
        }),
      )
    } finally {
      await publisher.stop()
    }
  }

  return {
    letters: () =>
      lot.entries().flatMap((entry) => {
        const letter = messages.get(`${entry.partition} ${entry.letter}`)
        return letter ? [{ ...readFailedMessage(letter), entry }] : []
      }),
    log: () => records,
    async request({ action, keys, by, reason }) {
      const plan = randomUUID()
      const at = new Date().toISOString()
      const parked = keys
        .map((key) => ({ key, entries: lot.entriesOf(key) }))
        .filter(({ entries }) => entries.length > 0)
      await write(
        parked.map(({ key, entries }) => ({
          key,
          partition: entries[0]?.partition ?? 0,
          record: {
            kind: 'request',
            plan,
            key,
            at,
            action,
            by,
            reason,
            entries: entries.map(({ partition, offset, letter }) => ({ partition, offset, letter })),
          },
        })),
      )
      return {
        plan,
        keys: parked.length,
        messages: parked.reduce((sum, { entries }) => sum + entries.length, 0),
      }
    },
    async cancel(plan, by) {
      const open = lot.openRequests().filter((request) => request.plan === plan)
      const at = new Date().toISOString()
      await write(
        open.map(({ key, partition }) => ({ key, partition, record: { kind: 'cancel', plan, key, at, by } })),
      )
    },
    progress(plan) {
      const mine = records.filter((record) => record.plan === plan)
      const count = (result: string) =>
        mine.filter((record) => record.kind === 'result' && record.result === result).length
      const open = lot.openRequests().filter((request) => request.plan === plan)
      return {
        replayed: count('replayed'),
        discarded: count('discarded'),
        failed: count('failed'),
        left: open.reduce((sum, { entries }) => sum + entries.length, 0),
        cancelled: mine.some(({ kind }) => kind === 'cancel'),
      }
    },
  }
}
