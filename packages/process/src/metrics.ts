import { Counter, Gauge, Histogram, register } from 'prom-client'

/** A metric of our own, as docs/metrics.md describes it and /metrics serves it. Its names are Prometheus' own way: base units, `_total` for counters. */
export interface MetricDeclaration<Label extends string = string> {
  readonly name: string
  readonly help: string
  readonly type: 'gauge' | 'counter' | 'histogram'
  /** Few values each: never the number of an order. */
  readonly labels: readonly Label[]
  /** Upper bounds of a histogram, ascending. */
  readonly buckets?: readonly number[]
}

export type Labels<Label extends string> = Readonly<Record<Label, string>>

export interface Sample<Label extends string> {
  readonly labels: Labels<Label>
  readonly value: number
}

/**
 * Serves a gauge or a counter whose samples are read when Prometheus asks, from a state that is kept anyway.
 * What is not among them then is not served.
 */
export function serveSamples<Label extends string>(
  { name, help, type, labels }: MetricDeclaration<Label>,
  read: () => readonly Sample<Label>[],
  registry = register,
): void {
  const options = { name, help, labelNames: [...labels], registers: [registry] }
  if (type === 'counter') {
    const counter: Counter<Label> = new Counter({
      ...options,
      collect() {
        counter.reset()
        for (const sample of read()) counter.inc(sample.labels, sample.value)
      },
    })
    return
  }
  const gauge: Gauge<Label> = new Gauge({
    ...options,
    collect() {
      gauge.reset()
      for (const sample of read()) gauge.set(sample.labels, sample.value)
    },
  })
}

/** @returns what counts one event, or so many */
export function serveCounter<Label extends string>(
  { name, help, labels }: MetricDeclaration<Label>,
  registry = register,
): (labels: Labels<Label>, many?: number) => void {
  const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] })
  return (values, many = 1) => counter.inc(values, many)
}

/** @returns what takes one observation, in the unit that the name says */
export function serveHistogram<Label extends string>(
  { name, help, labels, buckets = [] }: MetricDeclaration<Label>,
  registry = register,
): (labels: Labels<Label>, value: number) => void {
  const histogram = new Histogram({
    name,
    help,
    labelNames: [...labels],
    buckets: [...buckets],
    registers: [registry],
  })
  return (values, value) => histogram.observe(values, value)
}
