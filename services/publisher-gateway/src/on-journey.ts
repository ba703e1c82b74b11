import type { IncomingHttpHeaders } from 'node:http'
import { ProblemError } from '@channel-adapter/process'
import { annotate, inSpan, traceIdOf, withLogFields } from '@channel-adapter/telemetry'
import { callersTrace, type Journey, journeyOf } from './journey.ts'

const STATUS = 'http.response.status_code'

/** What is known of a request to POST /send before it is looked into. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders
  /** The traceparent that a CloudEvent carries itself. */
  readonly eventTrace: string | undefined
  readonly partner: string | undefined
}

/** Answers a request in a span of its caller's trace (OpenTelemetry's HTTP conventions), with log entries that say whose it is. */
export function onJourney<T>(
  { headers, eventTrace, partner }: Arrival,
  answer: (journey: Journey) => Promise<T>,
): Promise<T> {
  return inSpan(
    () => ({
      name: 'POST /send',
      kind: 'server',
      parent: callersTrace(headers, eventTrace),
      attributes: { 'http.request.method': 'POST', 'http.route': '/send', 'url.path': '/send' },
      // What the caller did wrong is no fault of ours.
      failedBy: (error) => statusOf(error) >= 500,
    }),
    async () => {
      const journey = journeyOf(headers, eventTrace)
      const fields = () => {
        const traceId = traceIdOf(journey.traceparent)
        return {
          ...(traceId !== undefined && { trace_id: traceId }),
          ...(partner !== undefined && { partner }),
          correlation_id: journey.correlationId,
        }
      }
      try {
        const answered = await withLogFields(fields, () => answer(journey))
        annotate({ [STATUS]: 200 })
        return answered
      } catch (error) {
        annotate({ [STATUS]: statusOf(error) })
        throw error
      }
    },
  )
}

function statusOf(error: unknown): number {
  return error instanceof ProblemError ? error.problem.status : 500
}
