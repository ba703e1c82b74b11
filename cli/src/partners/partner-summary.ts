import type { OrderUpdate, OrderUpdateOutcome } from '@channel-adapter/contracts'

/** What one partner has answered, and what became of it. */
export interface PartnerSummary {
  readonly partner: string
  readonly answers: number
  /** Applied now or before. */
  readonly applied: number
  readonly refused: number
  readonly parked: number
  /** Without an outcome yet. */
  readonly waiting: number
  /** RFC 3339. */
  readonly lastAnswerAt: string
}

export interface Answer extends Pick<OrderUpdate, 'id' | 'partner'> {
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}
export type Told = Pick<OrderUpdateOutcome, 'updateId' | 'result'>

/** By partner, in the order of their names; of an update's outcomes the last counts, as after a replay. Pure. */
export function partnerSummaries(answers: readonly Answer[], told: readonly Told[]): PartnerSummary[] {
  const results = new Map(told.map(({ updateId, result }) => [updateId, result]))
  return [...Map.groupBy(answers, ({ partner }) => partner)]
    .map(([partner, theirs]) => {
      // An answer that was sent twice is one.
      const ids = new Set(theirs.map(({ id }) => id))
      const count = (...wanted: (Told['result'] | undefined)[]) =>
        [...ids].filter((id) => wanted.includes(results.get(id))).length
      return {
        partner,
        answers: ids.size,
        applied: count('APPLIED', 'ALREADY_APPLIED'),
        refused: count('REFUSED'),
        parked: count('PARKED'),
        waiting: count(undefined),
        lastAnswerAt: new Date(
          theirs.reduce((last, { timestamp }) => Math.max(last, timestamp), 0),
        ).toISOString(),
      }
    })
    .toSorted((a, b) => a.partner.localeCompare(b.partner))
}
