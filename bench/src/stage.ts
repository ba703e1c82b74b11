import type { Sizes } from './options.ts'
import type { Platform } from './platform.ts'
import type { Measured, Sample } from './result.ts'

/** What a scenario has to work with. */
export interface Stage {
  readonly platform: Platform
  readonly sizes: Sizes
  readonly say: (text: string) => void
  readonly signal: AbortSignal
}

export type Scenario = (stage: Stage) => Promise<Measured | readonly Measured[]>

/**
 * Several variants, each measured once in every round, in turn: what slows the machine down for a while slows all of
 * them down.
 */
export async function interleaved<Name extends string>(
  { sizes: { rounds }, signal, say }: Stage,
  variants: Readonly<Record<Name, () => Promise<Sample>>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(variants) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      signal.throwIfAborted()
      const sample = await variants[name]()
      samples[name].push(sample)
      say(`    ${name} ${round}/${rounds}: ${sample.value.toPrecision(4)}`)
    }
  }
  return samples
}

/** A count that came out other than it must: the figure does not count. */
export function mustBe(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found}, must be ${expected}`)
}
