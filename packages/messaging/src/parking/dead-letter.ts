import { failureHeaders } from '../failure-channels.ts'
import type { IncomingMessage } from '../ports.ts'
import type { ParkedEntry } from './replay-log.ts'

const ADDED: ReadonlySet<string> = new Set(Object.values(failureHeaders))

/** What a message of the Dead Letter Channel parks; undefined for one that no subscription of ours wrote. */
export function parkedEntry(letter: IncomingMessage): ParkedEntry | undefined {
  const partition = Number(letter.headers[failureHeaders.partition])
  const offset = letter.headers[failureHeaders.offset]
  if (!Number.isInteger(partition) || offset === undefined || !/^\d+$/.test(offset)) return undefined
  return { partition, offset, key: letter.key, letter: String(letter.offset) }
}

/** The message as it was before it was parked: key, bytes, headers, place and time. */
export function originalMessage(letter: IncomingMessage): IncomingMessage {
  const { headers } = letter
  return {
    topic: headers[failureHeaders.topic] ?? letter.topic,
    partition: Number(headers[failureHeaders.partition] ?? letter.partition),
    offset: BigInt(headers[failureHeaders.offset] ?? letter.offset),
    timestamp: Number(headers[failureHeaders.timestamp] ?? letter.timestamp),
    key: letter.key,
    value: letter.value,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ADDED.has(name))),
  }
}
