import { type FailedMessage, failureHeaders } from '../failure-channels.ts'
import type { IncomingMessage } from '../ports.ts'
import type { ParkedEntry } from './replay-log.ts'

/** A parked message as it was, why it is parked, and where. */
export interface DeadLetter extends FailedMessage {
  readonly entry: ParkedEntry
}

/** What a message of the Dead Letter Channel parks; undefined for one that no subscription of ours wrote. */
export function parkedEntry(letter: IncomingMessage): ParkedEntry | undefined {
  const partition = Number(letter.headers[failureHeaders.partition])
  const offset = letter.headers[failureHeaders.offset]
  if (!Number.isInteger(partition) || offset === undefined || !/^\d+$/.test(offset)) return undefined
  return { partition, offset, key: letter.key, letter: String(letter.offset) }
}
