export { type LogFields, logFields, withLogFields } from './log-fields.ts'
export { parseTraceparent, traceIdOf } from './traceparent.ts'
export type { Attributes, SpanRequest, TracingOptions } from './tracer.ts'
export {
  annotate,
  currentTraceparent,
  inSpan,
  inSpans,
  inThisSpan,
  isTracing,
  startTracing,
} from './tracing.ts'
