import { crashPoints } from '@channel-adapter/seams'
import { openDeck } from './deck.ts'
import { openDice } from './dice.ts'
import {
  erpFaults,
  networkFaults,
  type ServiceName,
  services,
  type Strike,
  type StrikeKind,
} from './strikes.ts'
import { groupsOf, holdMs } from './targets.ts'

/** Some seconds of faults. */
export interface Round {
  readonly number: number
  readonly durationMs: number
  /** In the order of their time. */
  readonly strikes: readonly { readonly atMs: number; readonly strike: Strike }[]
}

export interface PlanOptions {
  readonly seed: number
  readonly rounds: number
  /** Kafka brokers. With several there is no proxy before them. */
  readonly brokers: number
  /** Rounds take so many times as long as usual. Default 1. */
  readonly pace?: number
}

/** How often each kind comes among so many. */
const WEIGHTS: Readonly<Record<StrikeKind, number>> = {
  kill: 24,
  'crash-point': 14,
  'erp-down': 4,
  'erp-fault': 5,
  network: 5,
  replay: 2,
  freeze: 2,
  zombie: 2,
  clock: 2,
  restart: 2,
  'broker-down': 1,
  'registry-down': 1,
}

// A gateway is back in seconds, where a group needs a session: it can be killed more often.
const TO_BE_KILLED: readonly ServiceName[] = [
  ...services,
  ...services.filter((name) => name.startsWith('publisher-gateway')),
]

/**
 * The rounds that follow from a seed. Pure. Faults overlap, but one group of processes is left alone for a while after
 * each, so that between faults there is work to be disturbed.
 */
export function planRounds({ seed, rounds, brokers, pace = 1 }: PlanOptions): Round[] {
  const dice = openDice(seed)
  const decks = {
    kinds: openDeck(dice, kindsFor(brokers)),
    kills: openDeck(dice, TO_BE_KILLED),
    points: openDeck(dice, crashPoints),
    erp: openDeck(dice, erpFaults),
    network: openDeck(dice, networkFaults),
  }
  const freeAt = new Map<string, number>()
  let begin = 0

  return Array.from({ length: rounds }, (_, index) => {
    const durationMs = Math.round(dice.between(1800, 3800) * pace)
    const times = Array.from({ length: dice.between(1, 3) }, () => dice.below(durationMs))
    const strikes = times
      .toSorted((a, b) => a - b)
      .flatMap((atMs) => {
        const strike = nextStrike(begin + atMs)
        return strike ? [{ atMs, strike }] : []
      })
    begin += durationMs
    return { number: index + 1, durationMs, strikes }
  })

  /** The next of the deck that finds something to strike. */
  function nextStrike(now: number): Strike | undefined {
    const isFree = (strike: Strike) => groupsOf(strike).every((group) => (freeAt.get(group) ?? 0) <= now)
    let strike: Strike | undefined
    decks.kinds.take((kind) => (strike = strikeOf(kind, isFree)) !== undefined)
    if (strike) for (const group of groupsOf(strike)) freeAt.set(group, now + holdMs(strike))
    return strike
  }

  function strikeOf(kind: StrikeKind, isFree: (strike: Strike) => boolean): Strike | undefined {
    const ifFree = (strike: Strike) => (isFree(strike) ? strike : undefined)
    switch (kind) {
      case 'kill': {
        const how = { kind, all: dice.below(3) === 0, downMs: dice.between(0, 2500) } as const
        const service = decks.kills.take((card) => isFree({ ...how, service: card }))
        return service && { ...how, service }
      }
      case 'crash-point': {
        const nth = dice.between(1, 6)
        const point = decks.points.take((card) => isFree({ kind, point: card, nth }))
        return point && { kind, point, nth }
      }
      case 'erp-fault': {
        const ms = dice.between(1500, 4500)
        const fault = decks.erp.take((card) => isFree({ kind, fault: card, ms }))
        return fault && { kind, fault, ms }
      }
      case 'network': {
        const ms = dice.between(500, 5000)
        const fault = decks.network.take((card) => isFree({ kind, fault: card, ms }))
        return fault && { kind, fault, ms }
      }
      case 'restart':
        return ifFree({ kind, service: dice.pick(services) })
      case 'freeze':
        return ifFree({ kind, service: dice.pick(services), ms: dice.between(10_500, 22_000) })
      case 'zombie':
        return ifFree({ kind, ms: dice.between(11_500, 17_000) })
      case 'clock': {
        const service = dice.pick(['mock-erp', ...services] as const)
        return ifFree({ kind, service, jumpMs: dice.pick([60_000, -60_000]), ms: dice.between(4000, 8000) })
      }
      case 'erp-down':
        return ifFree({ kind, downMs: dice.between(0, 3000) })
      case 'broker-down':
        return ifFree({ kind, node: dice.below(brokers), downMs: dice.between(0, 4000) })
      case 'registry-down':
        return ifFree({ kind, downMs: dice.between(500, 5000) })
      case 'replay':
        return ifFree({ kind, ms: dice.between(1500, 3000), killAfterMs: dice.between(0, 1500) })
      default:
        return kind satisfies never
    }
  }
}

function kindsFor(brokers: number): StrikeKind[] {
  return (Object.keys(WEIGHTS) as StrikeKind[])
    .filter((kind) => brokers === 1 || kind !== 'network')
    .flatMap((kind) =>
      Array.from({ length: kind === 'broker-down' ? 2 * brokers - 1 : WEIGHTS[kind] }, () => kind),
    )
}
