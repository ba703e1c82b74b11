/** The only file that knows OpenTelemetry's packages; loaded when there is somewhere to send traces. */
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  diag,
  DiagLogLevel,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  type IdGenerator,
  ParentBasedSampler,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { parseTraceparent } from './traceparent.ts'
import type { LiveSpan, SpanRequest, Tracer, TracingOptions } from './tracer.ts'

/** Semantic Conventions whose names our spans bear; raised together with them. */
const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.45.0'
const EXPORT_EVERY_MS = 1000
// A page of orders is one batch, linked to each of them.
const MAX_LINKS = 1000
const MAX_QUEUE = 16_384
const TROUBLE_EVERY_MS = 60_000

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const

/** Ids that follow from what a span is about, where they are asked for, and random ones else. */
class ChosenIds implements IdGenerator {
  readonly #random = new RandomIdGenerator()
  next: { readonly traceId: string; readonly spanId: string } | undefined

  generateTraceId(): string {
    return this.next?.traceId ?? this.#random.generateTraceId()
  }

  generateSpanId(): string {
    return this.next?.spanId ?? this.#random.generateSpanId()
  }
}

export function openTracer({ endpoint, service, ratio, onTrouble }: TracingOptions): Tracer {
  reportTrouble(onTrouble)
  const ids = new ChosenIds()
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` })
  const provider = new TracerProvider({
    idGenerator: ids,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanLimits: { linkCountLimit: MAX_LINKS },
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': service, 'service.namespace': 'channel-adapter' }),
    ),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: EXPORT_EVERY_MS,
        maxQueueSize: MAX_QUEUE,
        maxExportBatchSize: 512,
      }),
    ],
  })
  const tracer = provider.getTracer('channel-adapter', undefined, { schemaUrl: SCHEMA_URL })
  const active = new AsyncLocalStorage<Span>()

  function start(request: SpanRequest): LiveSpan {
    const { name, kind, attributes = {}, parent, links = [], own } = request
    const around =
      contextOf(parent) ?? (parent === undefined && !own ? active.getStore()?.spanContext() : undefined)
    ids.next = parseTraceparent(own)
    const span = tracer.startSpan(
      name,
      { kind: KINDS[kind], attributes, links: links.flatMap(linkTo) },
      around ? trace.setSpanContext(ROOT_CONTEXT, around) : ROOT_CONTEXT,
    )
    ids.next = undefined
    return {
      traceparent: traceparentOf(span.spanContext()),
      run: (work) => active.run(span, work),
      annotate: (more) => void span.setAttributes(more),
      end(error) {
        if (error !== undefined) {
          const fault = error instanceof Error ? error : { name: '_OTHER', message: 'no Error' }
          span.setStatus({ code: SpanStatusCode.ERROR, message: fault.message })
          span.setAttribute('error.type', fault.name)
        }
        span.end()
      },
    }
  }

  return {
    start,
    current() {
      const context = active.getStore()?.spanContext()
      return context && traceparentOf(context)
    },
    annotate: (attributes) => void active.getStore()?.setAttributes(attributes),
    stop: () => provider.shutdown(),
  }
}

function contextOf(traceparent: string | undefined): SpanContext | undefined {
  const parsed = parseTraceparent(traceparent)
  if (!parsed) return undefined
  const { traceId, spanId, sampled } = parsed
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true }
}

function linkTo(traceparent: string | undefined): Link[] {
  const context = contextOf(traceparent)
  return context ? [{ context }] : []
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

/** A receiver that is away is told of once a minute: its traces are dropped, and nothing else suffers. */
function reportTrouble(onTrouble: (what: string) => void): void {
  let last = Number.NEGATIVE_INFINITY
  const tell = (what: string) => {
    if (performance.now() - last < TROUBLE_EVERY_MS) return
    last = performance.now()
    onTrouble(what)
  }
  const nobody = () => {}
  diag.setLogger(
    { error: tell, warn: tell, info: nobody, debug: nobody, verbose: nobody },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
}
