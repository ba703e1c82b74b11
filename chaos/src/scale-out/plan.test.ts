import { describe, expect, test } from 'vitest'
import { ABSENCES, CLUSTER, planPhases } from './plan.ts'

describe('the course of a scale-out', () => {
  test('has no gap, and a steady time before anything is taken away', () => {
    const phases = planPhases(40)
    expect(phases[0]).toMatchObject({ name: 'warm-up', fromS: 0 })
    expect(phases[1]).toMatchObject({ name: 'steady' })
    for (const [index, { fromS }] of phases.entries()) expect(fromS).toBe(phases[index - 1]?.untilS ?? 0)
  })

  test('is over after five minutes', () => {
    expect(planPhases(40).at(-1)?.untilS).toBeLessThanOrEqual(300)
  })

  test('takes away one of each service and a broker, and gives each back', () => {
    const taken = ABSENCES.map(({ what }) => what.replace(/[- ]\d$/, ''))
    expect(new Set(taken)).toEqual(new Set([...Object.keys(CLUSTER.instances), 'broker']))
    const phases = planPhases(40)
    for (const { what } of ABSENCES) {
      const away = phases.findIndex(({ absence }) => absence?.what === what)
      expect(phases[away + 1]?.name).toBe(`${what} is back`)
    }
  })

  test('leaves a member that was killed away for longer than its session', () => {
    for (const { how, awayS } of ABSENCES) if (how === 'kill -9') expect(awayS).toBeGreaterThan(20)
  })
})
