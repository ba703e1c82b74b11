import { inSpans } from '@channel-adapter/telemetry'
import { createSpan } from './message-spans.ts'
import type { OutgoingMessage } from './ports.ts'

/**
 * Publishes messages that begin their traces, each in a span whose ids are those that it carries. So the same message,
 * whenever it is sent, begins the same trace.
 */
export function beginningTraces(
  messages: readonly OutgoingMessage[],
  publish: (messages: readonly OutgoingMessage[]) => Promise<void>,
): Promise<void> {
  const traced = messages.filter(({ headers }) => headers['traceparent'] !== undefined)
  return inSpans(
    () => traced.map(createSpan),
    (traceparents) => {
      if (traceparents.length === 0) return publish(messages)
      // Whether a trace is kept is known now: who goes on with it must do the same.
      const decided = new Map(traced.map((message, index) => [message, traceparents[index]]))
      return publish(
        messages.map((message) => {
          const traceparent = decided.get(message)
          return traceparent === undefined
            ? message
            : { ...message, headers: { ...message.headers, traceparent } }
        }),
      )
    },
  )
}
