/** How much was on its way at a second: orders not yet published as they are, updates without an outcome. */
export interface LagSample {
  readonly atS: number
  readonly orders: number
  readonly updates: number
}

export interface Recovery {
  readonly service: string
  readonly atS: number
  /** The most that was on its way in the half minute before. */
  readonly before: number
  /** The most that was on its way until it had caught up. */
  readonly most: number
  /** After so many seconds no more was on its way than before; null when it was not before the next kill. */
  readonly caughtUpAfterS: number | null
}

const BEFORE_S = 30
/** A loop that is idle has something on its way now and then. */
const AT_LEAST = 10
/** Once below is chance. */
const STAYS_S = 3

/** What a kill brought about. Pure. @param untilS when the next one came, or the load ended */
export function recoveryOf(
  samples: readonly LagSample[],
  { service, atS }: { readonly service: string; readonly atS: number },
  untilS: number,
): Recovery {
  const lag = ({ orders, updates }: LagSample) => orders + updates
  const before = mostOf(samples.filter((sample) => sample.atS > atS - BEFORE_S && sample.atS <= atS).map(lag))
  const after = samples.filter((sample) => sample.atS > atS && sample.atS <= untilS)
  const lags = after.map(lag)
  const bound = Math.max(before, AT_LEAST)
  const above = lags.findIndex((value) => value > bound)
  const back = above === -1 ? 0 : backFrom(lags, above, bound)
  const sample = back === undefined ? undefined : after[back]
  return {
    service,
    atS: Math.round(atS),
    before,
    most: mostOf(back === undefined ? lags : lags.slice(0, back + 1)),
    caughtUpAfterS: above === -1 ? 0 : sample ? Math.round(sample.atS - atS) : null,
  }
}

/** Where the first stretch behind `above` begins that stays at the bound or below. */
function backFrom(lags: readonly number[], above: number, bound: number): number | undefined {
  const back = lags.findIndex((_, index) => {
    const stretch = lags.slice(index, index + STAYS_S)
    return index > above && stretch.length === STAYS_S && stretch.every((value) => value <= bound)
  })
  return back === -1 ? undefined : back
}

function mostOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}
