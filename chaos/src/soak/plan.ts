import { openDice } from '../dice.ts'

export interface PlannedKill {
  readonly atS: number
  readonly service: string
}

/** A killed process and its group get so long before the load ends. */
const CALM_END_S = 45

/**
 * When which service is killed. All take their turn, in an order that follows from the seed, before any is killed
 * again, so that each gets old enough for a leak to show. Pure.
 */
export function planKills(
  services: readonly string[],
  { seconds, everyS, seed }: { readonly seconds: number; readonly everyS: number; readonly seed: number },
): PlannedKill[] {
  const dice = openDice(seed)
  const kills: PlannedKill[] = []
  let left: string[] = []
  for (let atS = everyS; atS <= seconds - CALM_END_S; atS += everyS) {
    if (left.length === 0) left = dice.shuffled(services)
    const service = left.pop()
    if (service !== undefined) kills.push({ atS, service })
  }
  return kills
}
