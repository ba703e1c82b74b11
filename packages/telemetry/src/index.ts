export { type LogFields, logFields, withLogFields } from './log-fields.ts'
export { parseTraceparent, traceIdOf } from './traceparent.ts'
export {
  annotate,
  type Attributes,
  currentTraceparent,
  inSpan,
  inSpans,
  isTracing,
  type SpanRequest,
  type TracingOptions,
  startTracing,
} from './tracing.ts'
