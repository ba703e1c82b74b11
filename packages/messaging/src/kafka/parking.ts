import { failureTopics } from '@channel-adapter/contracts'
import { crashPoint } from '@channel-adapter/seams'
import { originalMessage } from '../failure-channels.ts'
import { parkedEntry } from '../parking/dead-letter.ts'
import { failedMessage } from '../failure-channels.ts'
import { type OpenRequest, ParkingLot } from '../parking/parking-lot.ts'
import { encodeReplayRecord, placeName } from '../parking/replay-log.ts'
import { replayKey } from '../parking/replay-key.ts'
import type { FailureChannel } from '../deliver.ts'
import type { Failure, Handler, IncomingMessage, Publisher } from '../ports.ts'
import type { KafkaConnection } from './connect.ts'
import { readParking } from './parking-reader.ts'
import { readToEnd } from './read-to-end.ts'

/** The partitions that are ours for a while, and how work gets into the lanes of their keys. */
export interface Term {
  readonly partitions: ReadonlySet<number>
  readonly signal: AbortSignal
  readonly addToLane: (key: string, task: () => Promise<void>) => void
}

/** What a subscription has to do with its failure channels. */
export interface Parking {
  isParked(key: string): boolean
  /** Keys of which at least one message is parked. */
  parkedKeys(): number
  /** Resolves when the channel has the message. */
  putAside(message: IncomingMessage, channel: FailureChannel, failure: Failure): Promise<void>
  /** Resolves when it is known what is parked in the term's partitions; then carries out the replays asked for. */
  begin(term: Term): Promise<void>
  stop(): Promise<void>
}

export interface ParkingOptions {
  readonly topic: string
  readonly group: string
  readonly handle: Handler
  readonly onFatal: (error: Error) => void
}

const AGAIN_MS = 2000

/** A mere observer has no failure channels: nothing is ever parked, and nothing can be put aside. */
export const noParking: Parking = {
  isParked: () => false,
  parkedKeys: () => 0,
  putAside: () => Promise.reject(new Error('this subscription has no failure channels')),
  begin: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

/** The Dead Letter and Invalid Message Channels of a group, and its replays. */
export async function openParking(
  kafka: KafkaConnection,
  publisher: Publisher,
  { topic, group, handle, onFatal }: ParkingOptions,
): Promise<Parking> {
  const lot = new ParkingLot()
  const running = new Set<string>()
  /** Of those that run: what was read since they began may be more of their letters. */
  const overtaken = new Set<string>()
  const letters = new Map<number, Promise<Map<string, IncomingMessage>>>()
  let term: Term | undefined
  const reader = await readParking(kafka, { topic, group, lot, onRead: startReplays, onFatal })

  function startReplays(): void {
    if (!term || term.signal.aborted) return
    for (const request of lot.openRequests()) {
      const name = `${request.plan} ${request.key}`
      if (!term.partitions.has(request.partition)) continue
      if (running.has(name)) {
        overtaken.add(name)
        continue
      }
      running.add(name)
      const { signal } = term
      term.addToLane(request.key, () => replay(request, name, signal))
    }
  }

  async function replay(request: OpenRequest, name: string, signal: AbortSignal): Promise<void> {
    try {
      await replayKey(
        request,
        {
          handle,
          readLetters,
          parked: (key) => lot.entriesOf(key),
          isOpen: (open) => lot.isOpen(open),
          record: async (result, partition) => {
            const { key } = request
            const value = encodeReplayRecord(result)
            await publisher.publish([
              { topic: failureTopics(topic, group).replay, partition, key, value, headers: {} },
            ])
            crashPoint('replay.recorded')
            lot.noteLog(result, partition)
          },
          now: Date.now,
        },
        signal,
      )
    } catch (error) {
      kafka.log.warn(
        { group, plan: request.plan, key: request.key, error: String(error) },
        'a replay cannot go on now',
      )
      setTimeout(startReplays, AGAIN_MS).unref()
    } finally {
      running.delete(name)
      if (running.size === 0) letters.clear()
    }
    if (overtaken.delete(name)) startReplays()
  }

  /** One reading of a partition serves all requests that are open in it. */
  async function readLetters(request: OpenRequest): Promise<Map<string, IncomingMessage>> {
    const known = await (letters.get(request.partition) ?? read())
    return request.entries.every((entry) => known.has(placeName(entry))) ? known : read()

    function read(): Promise<Map<string, IncomingMessage>> {
      const reading = readPartition(request.partition)
      letters.set(request.partition, reading)
      reading.catch(() => letters.delete(request.partition))
      return reading
    }
  }

  async function readPartition(partition: number): Promise<Map<string, IncomingMessage>> {
    const open = lot.openRequests().filter((request) => request.partition === partition)
    const wanted = new Set(open.flatMap(({ entries }) => entries.map(placeName)))
    const found = new Map<string, IncomingMessage>()
    await readToEnd(
      kafka,
      failureTopics(topic, group).deadLetter,
      (message) => {
        const entry = parkedEntry(message)
        if (entry && wanted.has(placeName(entry))) found.set(placeName(entry), originalMessage(message))
      },
      {
        partitions: [...new Set(open.flatMap(({ entries }) => entries.map((entry) => entry.partition)))],
        group: `${group}.parking`,
      },
    )
    return found
  }

  return {
    isParked: (key) => lot.isParked(key),
    parkedKeys: () => lot.keys,
    async putAside(message, channel, failure) {
      if (channel === 'deadLetter') {
        lot.expect(message.key, { partition: message.partition, offset: String(message.offset) })
      }
      await publisher.publish([failedMessage(message, group, channel, failure)])
      crashPoint('park.letter-written')
    },
    async begin(next) {
      // A term that was over before it could begin must not take the place of the one that followed it.
      if (next.signal.aborted) return
      term = next
      running.clear()
      overtaken.clear()
      lot.forgetExpected()
      await reader.caughtUp(next.signal, [...next.partitions])
      startReplays()
    },
    async stop() {
      term = undefined
      await reader.stop()
    },
  }
}
