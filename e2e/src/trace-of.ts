import type { ReceivedSpan } from '@channel-adapter/telemetry/testing'

/** The first trace of an order, as its spans came. */
export function traceOf(all: readonly ReceivedSpan[], orderKey: string) {
  const created = all.find(
    ({ name, attributes }) =>
      name === 'create purchasing.order.v1' && attributes['messaging.kafka.message.key'] === orderKey,
  )
  const spans = all.filter(({ traceId }) => traceId === created?.traceId)
  const ids = new Set(spans.map(({ spanId }) => spanId))
  return {
    spans,
    names: new Set(spans.map(({ service, name }) => `${service}: ${name}`)),
    roots: spans.filter(({ parentSpanId }) => parentSpanId === ''),
    /** Those whose parent did not come. */
    orphans: spans.filter(({ parentSpanId }) => parentSpanId !== '' && !ids.has(parentSpanId)),
  }
}
