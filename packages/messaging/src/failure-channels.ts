import { failureTopics } from '@channel-adapter/contracts'
import type { Failure, IncomingMessage, OutgoingMessage } from './ports.ts'

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

/**
 * The message as it goes to a failure channel of its group: key, bytes and headers as they came, in the partition of
 * the same number, and why. Dead Letter Channel and Invalid Message Channel of Enterprise Integration Patterns.
 */
export function failedMessage(
  message: IncomingMessage,
  group: string,
  channel: 'deadLetter' | 'invalid',
  failure: Failure,
): OutgoingMessage {
  return {
    topic: failureTopics(message.topic, group)[channel],
    partition: message.partition,
    key: message.key,
    value: message.value,
    headers: {
      ...message.headers,
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
