import type { Sizes } from './options.ts'
import type { Platform } from './platform.ts'
import type { Guarantee, Measured, Peer, Sample } from './result.ts'
import { summary } from './summary.ts'

/** What a scenario has to work with. */
export interface Stage {
  readonly platform: Platform
  readonly sizes: Sizes
  readonly say: (text: string) => void
  /** Aborted when somebody interrupts the bench, or the scenario's time is over. */
  readonly signal: AbortSignal
}

export type Scenario = (stage: Stage) => Promise<Measured | readonly Measured[]>

/** Somebody else's way to do the same. */
export interface PeerRun {
  readonly name: string
  readonly guarantee: Guarantee
  readonly measure: () => Promise<Sample>
  /** In the first round only: it is so slow that a run of it takes as long as all the others'. */
  readonly once?: boolean | undefined
}

export interface Interleaved<Name extends string> {
  readonly samples: Readonly<Record<Name, readonly Sample[]>>
  readonly peers: readonly Peer[]
}

/**
 * Several variants and peers, each measured once in every round, in turn: what slows the machine down for a while slows
 * all of them down. A peer that fails is skipped from then on and says why; a variant that fails ends the scenario.
 */
export async function interleaved<Name extends string>(
  { sizes: { rounds }, signal, say }: Pick<Stage, 'signal' | 'say'> & { sizes: Pick<Sizes, 'rounds'> },
  variants: Readonly<Record<Name, () => Promise<Sample>>>,
  peers: readonly PeerRun[] = [],
): Promise<Interleaved<Name>> {
  const names = Object.keys(variants) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>
  const measured = peers.map((peer) => ({
    peer,
    samples: [] as Sample[],
    skipped: undefined as string | undefined,
  }))
  for (let round = 1; round <= rounds; round++) {
    const took = (name: string, { value }: Sample) =>
      say(`    ${name} ${round}/${rounds}: ${value.toPrecision(4)}`)
    for (const name of names) {
      signal.throwIfAborted()
      const sample = await variants[name]()
      samples[name].push(sample)
      took(name, sample)
    }
    for (const each of measured) {
      signal.throwIfAborted()
      const { peer, skipped } = each
      if (skipped !== undefined || (peer.once && round > 1)) continue
      try {
        const sample = await peer.measure()
        each.samples.push(sample)
        took(peer.name, sample)
      } catch (error) {
        each.skipped = error instanceof Error ? error.message : String(error)
        say(`    ${peer.name}: ${each.skipped}`)
      }
    }
  }
  return {
    samples,
    peers: measured.map(({ peer, samples: own, skipped }) => peerOf(peer, own, skipped)),
  }
}

function peerOf({ name, guarantee }: PeerRun, samples: readonly Sample[], skipped: string | undefined): Peer {
  if (skipped === undefined && samples.length > 0)
    return { name, guarantee, runs: samples.length, ...summary(samples) }
  return { name, guarantee, skipped: skipped?.split('\n')[0] ?? 'it was not measured' }
}

/** A count that came out other than it must: the figure does not count. */
export function mustBe(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found}, must be ${expected}`)
}
