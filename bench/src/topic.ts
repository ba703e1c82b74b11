import { setTimeout as sleep } from 'node:timers/promises'
import { type IncomingMessage, readToEnd } from '@channel-adapter/messaging'
import kafkajs from 'kafkajs'
import type { Platform } from './platform.ts'

const WATCH_MS = 20
// Each look takes broker and bench some 2.5 ms together, on the processors that are measured.
const SELDOM_MS = 250
const QUIET_MS = 1500

/** How many records a topic holds, control records included. */
async function endOf(admin: ReturnType<kafkajs.Kafka['admin']>, topic: string): Promise<number> {
  return (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0)
}

/** How many records a topic holds, and since when. */
export type Growth = readonly [records: number, at: number]

/**
 * Waits until a topic holds at least so many records and has not grown for a while.
 * @param closelyFrom how many records it must hold to be looked at every 20 ms, and not every 250. Default: none
 * @returns each time that it was seen to have grown: how many it held then, and when, in milliseconds since the epoch.
 *   Never empty
 * @throws when that takes longer than `withinMs`
 */
export async function growthOf(
  { brokers }: Platform,
  topic: string,
  atLeast: number,
  {
    withinMs = 300_000,
    closelyFrom = 0,
    signal,
  }: { withinMs?: number; closelyFrom?: number; signal: AbortSignal },
): Promise<[first: Growth, ...rest: Growth[]]> {
  const admin = new kafkajs.Kafka({
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin()
  await admin.connect()
  try {
    const deadline = Date.now() + withinMs
    const growths: [Growth, ...Growth[]] = [[0, Date.now()]]
    for (let [end, grewAt] = [-1, Date.now()]; ;) {
      // For a moment after its creation a topic has no leader.
      const now = await endOf(admin, topic).catch(() => end)
      if (now > end) {
        end = now
        grewAt = Date.now()
        growths.push([end, grewAt])
      }
      if (end >= atLeast && Date.now() - grewAt > QUIET_MS) return growths
      if (Date.now() > deadline)
        throw new Error(`${topic} holds ${end} records, not ${atLeast}, after ${withinMs} ms`)
      await sleep(end < closelyFrom ? SELDOM_MS : WATCH_MS, undefined, { signal })
    }
  } finally {
    await admin.disconnect()
  }
}

/** How many committed messages a topic holds, and how many different keys and event ids they have. */
export async function countTopic(
  { kafka }: Platform,
  topic: string,
  on: (message: IncomingMessage) => void = () => {},
): Promise<{ messages: number; keys: number; ids: number }> {
  let messages = 0
  const keys = new Set<string>()
  const ids = new Set<string>()
  await readToEnd(kafka, topic, (message) => {
    messages++
    keys.add(message.key)
    ids.add(message.headers['ce_id'] ?? '')
    on(message)
  })
  return { messages, keys: keys.size, ids: ids.size }
}
