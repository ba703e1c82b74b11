import { expect, test } from 'vitest'
import type { Point } from '../trend.ts'
import { growthByService, leaksOf } from './report.ts'

const growth = { points: 9, first: 100, last: 300, most: 300, perHour: 200, error: 5 }

test('a service of ours that grows beyond the bound is a leak; one that stands for a stranger is not', () => {
  expect(leaksOf({ 'update-applier': growth, 'mock-erp': growth, console: undefined }, 60, 'MiB')).toEqual([
    'update-applier grows by 200 ± 5 MiB an hour, more than 60',
  ])
})

test('a standby that takes over when its like is killed has not grown by it, whoever else is killed', () => {
  const standby = {
    service: 'erp-extractor',
    name: 'erp-extractor-2',
    beganAtS: 100,
    memoryMib: Array.from({ length: 1200 }, (_, atS): Point => [atS, atS < 600 ? 140 : 180]),
    handles: [],
  }
  const gateway = { ...standby, service: 'publisher-gateway', name: 'publisher-gateway-1' }
  const recoveries = [{ service: 'erp-extractor-1', atS: 700 }]
  const other = { ...standby, name: 'erp-extractor-1', memoryMib: [] }
  const grown = growthByService(
    { lives: [standby, other, gateway], recoveries },
    ({ memoryMib }) => memoryMib,
  )
  expect(grown['erp-extractor']?.perHour).toBe(0)
  expect(grown['publisher-gateway']?.perHour).toBeGreaterThan(100)
})
