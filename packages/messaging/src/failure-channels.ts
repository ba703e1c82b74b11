import { failureTopics } from '@channel-adapter/contracts'
import { unfit } from './message-size.ts'
import type { ExactBytes, Failure, IncomingMessage, OutgoingMessage } from './ports.ts'

const MAX_TEXT = 2000

/** Headers that a failure channel adds to the message's own. */
export const failureHeaders = {
  topic: 'x-original-topic',
  partition: 'x-original-partition',
  offset: 'x-original-offset',
  timestamp: 'x-original-timestamp',
  group: 'x-consumer-group',
  code: 'x-error-code',
  text: 'x-error-text',
  stack: 'x-error-stack',
  attempts: 'x-attempts',
  firstFailedAt: 'x-first-failed-at',
} as const

const NOTHING: Pick<IncomingMessage, 'key' | 'value' | 'headers' | 'exact'> = {
  key: '',
  value: Buffer.alloc(0),
  headers: {},
}

const ADDED: ReadonlySet<string> = new Set(Object.values(failureHeaders))

/** A message of a failure channel: as it was, and why it is there. */
export interface FailedMessage {
  /** Key, bytes, headers, place and time as before it failed. */
  readonly message: IncomingMessage
  readonly group: string
  /** docs/failures.md; `unknown` where the letter does not tell. */
  readonly code: string
  readonly text: string
  readonly attempts: number
  /** RFC 3339; empty where the letter does not tell. */
  readonly firstFailedAt: string
}

/** Reads back what `failedMessage` wrote. Total: what a letter does not tell is empty. */
export function readFailedMessage(letter: IncomingMessage): FailedMessage {
  const { headers } = letter
  return {
    message: originalMessage(letter),
    group: headers[failureHeaders.group] ?? '',
    code: headers[failureHeaders.code] ?? 'unknown',
    text: headers[failureHeaders.text] ?? '',
    attempts: Number(headers[failureHeaders.attempts] ?? 0),
    firstFailedAt: headers[failureHeaders.firstFailedAt] ?? '',
  }
}

/** The message of a letter as it was before it failed; its place is the letter's own where it had none. */
export function originalMessage(letter: IncomingMessage): IncomingMessage {
  const { headers } = letter
  return {
    topic: headers[failureHeaders.topic] ?? letter.topic,
    partition: Number(headers[failureHeaders.partition] ?? letter.partition),
    offset: BigInt(headers[failureHeaders.offset] ?? letter.offset),
    timestamp: Number(headers[failureHeaders.timestamp] ?? letter.timestamp),
    key: letter.key,
    value: letter.value,
    headers: ownHeaders(headers),
    ...ownBytes(letter.exact),
  }
}

function ownHeaders<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ADDED.has(name)))
}

/** Without what a failure channel says: nobody else's word may stand in its place. */
function ownBytes(exact: ExactBytes | undefined): { exact?: ExactBytes } {
  return exact ? { exact: { ...exact, ...(exact.headers && { headers: ownHeaders(exact.headers) }) } } : {}
}

/**
 * The message as it goes to a failure channel of its group: key, bytes and headers as they came, in the partition of
 * the same number, and why. Dead Letter Channel and Invalid Message Channel of Enterprise Integration Patterns.
 * Of one that is too large only its place and why: its bytes lie where it came from.
 */
export function failedMessage(
  message: IncomingMessage,
  group: string,
  channel: 'deadLetter' | 'invalid',
  failure: Failure,
): OutgoingMessage {
  const { key, value, headers, exact } = unfit(message) ? NOTHING : message
  return {
    topic: failureTopics(message.topic, group)[channel],
    partition: message.partition,
    key,
    value,
    ...ownBytes(exact),
    headers: {
      ...headers,
      [failureHeaders.topic]: message.topic,
      [failureHeaders.partition]: String(message.partition),
      [failureHeaders.offset]: String(message.offset),
      [failureHeaders.timestamp]: String(message.timestamp),
      [failureHeaders.group]: group,
      [failureHeaders.code]: failure.code,
      [failureHeaders.text]: failure.text.slice(0, MAX_TEXT),
      ...(failure.stack !== undefined && { [failureHeaders.stack]: failure.stack.slice(0, MAX_TEXT) }),
      [failureHeaders.attempts]: String(failure.attempts),
      [failureHeaders.firstFailedAt]: failure.firstFailedAt,
    },
  }
}
