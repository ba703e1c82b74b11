import { AsyncResource } from 'node:async_hooks'
import type { Attributes, SpanRequest, Tracer, TracingOptions } from './tracer.ts'

let tracer: Tracer | undefined

export function isTracing(): boolean {
  return tracer !== undefined
}

/**
 * Has spans made and sent from now on. OpenTelemetry is loaded here and not before: without tracing it costs nothing.
 * @returns what sends the rest and ends it
 */
export async function startTracing(options: TracingOptions): Promise<() => Promise<void>> {
  const { openTracer } = await import('./open-telemetry.ts')
  const opened = openTracer(options)
  tracer = opened
  return async () => {
    tracer = undefined
    await opened.stop()
  }
}

/** Does the work in a span, when there is tracing. */
export function inSpan<T>(request: () => SpanRequest, work: () => Promise<T>): Promise<T> {
  return tracer
    ? inSpans(
        () => [request()],
        () => work(),
      )
    : work()
}

/**
 * Does one work in several spans at once, as the sending of a batch is. In the work itself the last of them is active.
 * @param work is given their traceparents, none without tracing
 */
export async function inSpans<T>(
  requests: () => readonly SpanRequest[],
  work: (traceparents: readonly string[]) => Promise<T>,
): Promise<T> {
  const opened = tracer
  if (!opened) return work([])
  const asked = requests()
  const spans = asked.map((request) => opened.start(request))
  try {
    const begin = () => work(spans.map(({ traceparent }) => traceparent))
    const result = await (spans.at(-1)?.run(begin) ?? begin())
    for (const span of spans) span.end()
    return result
  } catch (error) {
    for (const [index, span] of spans.entries()) {
      span.end((asked[index]?.failedBy?.(error) ?? true) ? error : undefined)
    }
    throw error
  }
}

/** The work, which others will call, so that it is done in the span that is active now, when there is tracing. */
export function inThisSpan<T>(work: () => T): () => T {
  return tracer ? AsyncResource.bind(work) : work
}

/** Of the active span; undefined without one. */
export function currentTraceparent(): string | undefined {
  return tracer?.current()
}

/** Adds to the active span. */
export function annotate(attributes: Attributes): void {
  tracer?.annotate(attributes)
}
