import { crashPoints } from '@channel-adapter/seams'
import { describe, expect, test } from 'vitest'
import { planRounds, type Round } from './plan.ts'
import { erpFaults, networkFaults, type Strike } from './strikes.ts'
import { groupsOf, holdMs } from './targets.ts'

const strikesOf = (rounds: readonly Round[]): Strike[] =>
  rounds.flatMap(({ strikes }) => strikes.map(({ strike }) => strike))
const plan = (seed: number, rounds: number, brokers = 1) => planRounds({ seed, rounds, brokers })

describe('the plan of a run', () => {
  test('follows from the seed', () => {
    expect(plan(7, 40)).toEqual(plan(7, 40))
    expect(plan(8, 40)).not.toEqual(plan(7, 40))
  })

  test('begins with the same rounds, however many are asked for', () => {
    expect(plan(7, 100).slice(0, 40)).toEqual(plan(7, 40))
  })

  test('has rounds of two to four seconds, with their strikes in the order of their time', () => {
    for (const { durationMs, strikes } of plan(1, 200)) {
      expect(durationMs).toBeGreaterThanOrEqual(1800)
      expect(durationMs).toBeLessThanOrEqual(3800)
      const times = strikes.map(({ atMs }) => atMs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      for (const atMs of times) expect(atMs).toBeLessThan(durationMs)
    }
  })

  test('comes to every kind of fault, every crash point, and every fault of ERP and network', () => {
    const strikes = strikesOf(plan(1, 300))
    const of = <K extends Strike['kind']>(kind: K) =>
      strikes.filter((strike): strike is Extract<Strike, { kind: K }> => strike.kind === kind)
    expect(new Set(strikes.map(({ kind }) => kind)).size).toBe(12)
    expect(new Set(of('crash-point').map(({ point }) => point))).toEqual(new Set(crashPoints))
    expect(new Set(of('erp-fault').map(({ fault }) => fault))).toEqual(new Set(erpFaults))
    expect(new Set(of('network').map(({ fault }) => fault))).toEqual(new Set(networkFaults))
  })

  test('leaves what was struck alone for as long as the strike says', () => {
    const freeAt = new Map<string, number>()
    let begin = 0
    for (const { durationMs, strikes } of plan(3, 300)) {
      for (const { atMs, strike } of strikes) {
        for (const group of groupsOf(strike)) {
          expect(begin + atMs).toBeGreaterThanOrEqual(freeAt.get(group) ?? 0)
          freeAt.set(group, begin + atMs + holdMs(strike))
        }
      }
      begin += durationMs
    }
  })

  test('kills often enough: one process in every five seconds at least', () => {
    const rounds = plan(1, 300)
    const seconds = rounds.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000
    const deadly = strikesOf(rounds).filter(({ kind }) =>
      ['kill', 'crash-point', 'erp-down', 'broker-down', 'registry-down', 'replay'].includes(kind),
    )
    expect(deadly.length / seconds).toBeGreaterThan(0.2)
  })

  test('of three brokers kills one at a time, each of them, and cuts no connections', () => {
    const strikes = strikesOf(plan(1, 300, 3))
    const nodes = strikes.flatMap((strike) => (strike.kind === 'broker-down' ? [strike.node] : []))
    expect(new Set(nodes)).toEqual(new Set([0, 1, 2]))
    expect(strikes.some(({ kind }) => kind === 'network')).toBe(false)
  })
})
