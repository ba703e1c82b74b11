import { median } from './figures.ts'
import type { Sample } from './result.ts'

/** The medians of several samples, each figure on its own. Pure. @throws {RangeError} when there is none */
export function summary(samples: readonly Sample[]): Sample {
  const cpu = samples.flatMap(({ cpuPer1000 }) => cpuPer1000 ?? [])
  const peak = samples.flatMap(({ peakMb }) => peakMb ?? [])
  const latencyMs = medians(samples.flatMap(({ latencyMs: each }) => (each ? [each] : [])))
  const loopDelayMs = medians(samples.flatMap(({ loopDelayMs: each }) => (each ? [each] : [])))
  const counts = medians(samples.flatMap(({ counts: each }) => (each ? [each] : [])))
  return {
    value: median(samples.map(({ value }) => value)),
    ...(cpu.length > 0 && { cpuPer1000: median(cpu) }),
    ...(peak.length > 0 && { peakMb: median(peak) }),
    ...(latencyMs && { latencyMs }),
    ...(loopDelayMs && { loopDelayMs }),
    ...(counts && { counts }),
  }
}

function medians(records: readonly Readonly<Record<string, number>>[]): Record<string, number> | undefined {
  const [first] = records
  if (!first) return undefined
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, median(records.flatMap((record) => record[name] ?? []))]),
  )
}
