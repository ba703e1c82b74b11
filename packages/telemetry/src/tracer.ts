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
