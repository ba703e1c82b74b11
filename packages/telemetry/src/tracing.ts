export type Attributes = Readonly<Record<string, string | number | boolean>>

/** A span that is to be made. */
export interface SpanRequest {
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  readonly attributes?: Attributes
  /** Traceparent of the span in which it is made. Default: the one that is active here, if any. */
  readonly parent?: string | undefined
  /** Traceparents of spans that it has to do with. */
  readonly links?: readonly (string | undefined)[]
  /** Its own traceparent, for a root whose ids follow from what it is about. */
  readonly own?: string | undefined
  /** Whether an error of the work is one of the span. Default: always. */
  readonly failedBy?: (error: unknown) => boolean
}

/** A span under way. */
export interface LiveSpan {
  readonly traceparent: string
  run<T>(work: () => T): T
  annotate(attributes: Attributes): void
  end(error?: unknown): void
}

export interface Tracer {
  start(request: SpanRequest): LiveSpan
  /** The active span's traceparent. */
  current(): string | undefined
  annotate(attributes: Attributes): void
  /** Sends what is left. */
  stop(): Promise<void>
}

export interface TracingOptions {
  /** Base address of an OTLP/HTTP receiver. */
  readonly endpoint: string
  readonly service: string
  /** Share of the traces that are kept, 0 to 1, decided by the trace's id: the same everywhere. */
  readonly ratio: number
  /** Told when traces cannot be sent. */
  readonly onTrouble: (what: string) => void
}

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

/** Of the active span; undefined without one. */
export function currentTraceparent(): string | undefined {
  return tracer?.current()
}

/** Adds to the active span. */
export function annotate(attributes: Attributes): void {
  tracer?.annotate(attributes)
}
