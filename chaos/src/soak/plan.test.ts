import { expect, test } from 'vitest'
import { planKills } from './plan.ts'

const services = ['a', 'b', 'c']

test('every service takes its turn before any is killed again', () => {
  const kills = planKills(services, { seconds: 800, everyS: 120, seed: 4 })
  expect(kills.map(({ atS }) => atS)).toEqual([120, 240, 360, 480, 600, 720])
  for (const turn of [kills.slice(0, 3), kills.slice(3)])
    expect(turn.map(({ service }) => service).toSorted()).toEqual(services)
})

test('who is killed when follows from the seed', () => {
  const order = (seed: number) =>
    planKills(services, { seconds: 4000, everyS: 120, seed }).map(({ service }) => service)
  expect(order(1)).toEqual(order(1))
  expect(order(1)).not.toEqual(order(2))
})

test('nobody is killed just before the load ends', () => {
  expect(planKills(services, { seconds: 160, everyS: 120, seed: 1 })).toEqual([])
  expect(planKills(services, { seconds: 165, everyS: 120, seed: 1 })).toHaveLength(1)
})
