import { processFigures } from '@channel-adapter/chaos/process-figures'
import { type Point, type Trend, trendOf } from '@channel-adapter/chaos/trend'
import type { Service } from '@channel-adapter/local-deployment'

const MIB = 1024 * 1024
const EVERY_MS = 500

/** Resident memory of each service, in MiB, while it was watched. */
export type MemoryTrends = Readonly<Record<string, Trend>>

/** Begins to watch. @returns what ends it and tells */
export function watchMemory(services: readonly Service[]): () => MemoryTrends {
  const began = performance.now()
  const points = new Map<string, Point[]>(services.map(({ name }) => [name, []]))
  const timer = setInterval(() => {
    const at = (performance.now() - began) / 1000
    for (const { name, process } of services) {
      const figures = processFigures(process.pid)
      if (figures) points.get(name)?.push([at, figures.residentBytes / MIB])
    }
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    return Object.fromEntries(
      [...points].flatMap(([name, seen]) => {
        const trend = trendOf(seen)
        return trend ? [[name, trend]] : []
      }),
    )
  }
}

/** What is over the bound, each in a sentence. Pure. @param mostMib of what a service may have at any time */
export function tooMuchMemory(trends: MemoryTrends, mostMib: number): string[] {
  return Object.entries(trends)
    .filter(([, { most }]) => most > mostMib)
    .map(([name, { most }]) => `${name} took ${Math.round(most)} MiB of memory, more than ${mostMib}`)
}
