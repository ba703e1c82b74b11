/** What is taken away, and how; it comes back by itself. */
export interface Absence {
  readonly what: string
  readonly how: 'kill -9' | 'SIGTERM'
  /** Seconds until it is started again. */
  readonly awayS: number
  /** Seconds that the system then has for itself. */
  readonly settleS: number
}

/** From one change to the next. */
export interface Phase {
  readonly name: string
  /** Seconds after the load began. */
  readonly fromS: number
  readonly untilS: number
  /** What happens at its beginning; undefined where nothing does, or what was taken away comes back. */
  readonly absence?: Absence
}

/** Instances of each service, and brokers, with which the sequence below makes sense. */
export const CLUSTER = {
  instances: { 'erp-extractor': 3, 'publisher-gateway': 2, 'update-applier': 3 },
  brokers: 3,
  connections: 9,
  /** Of each ERP: enough for clerks to copy from. */
  ordersToBeginWith: 20,
} as const

/** The load begins, everything is warm after this. */
export const WARM_UP_S = 15

/** One after the other: an absence is longer than a session (10 s), what follows longer than a rebalance takes. */
export const ABSENCES: readonly Absence[] = [
  { what: 'erp-extractor-1', how: 'kill -9', awayS: 25, settleS: 15 },
  { what: 'update-applier-1', how: 'SIGTERM', awayS: 15, settleS: 15 },
  { what: 'update-applier-2', how: 'kill -9', awayS: 25, settleS: 15 },
  { what: 'publisher-gateway-1', how: 'SIGTERM', awayS: 10, settleS: 10 },
  { what: 'broker 2', how: 'kill -9', awayS: 30, settleS: 25 },
]

/** The whole course, phase after phase without a gap. Pure. */
export function planPhases(steadyS: number, absences: readonly Absence[] = ABSENCES): Phase[] {
  const phases: Phase[] = [
    { name: 'warm-up', fromS: 0, untilS: WARM_UP_S },
    { name: 'steady', fromS: WARM_UP_S, untilS: WARM_UP_S + steadyS },
  ]
  let at = WARM_UP_S + steadyS
  for (const absence of absences) {
    const { what, how, awayS, settleS } = absence
    phases.push({ name: `${how} of ${what}`, fromS: at, untilS: at + awayS, absence })
    at += awayS
    phases.push({ name: `${what} is back`, fromS: at, untilS: at + settleS })
    at += settleS
  }
  return phases
}
