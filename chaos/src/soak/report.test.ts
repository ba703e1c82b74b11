import { expect, test } from 'vitest'
import { leaksOf } from './report.ts'

const growth = { points: 9, first: 100, last: 300, most: 300, perHour: 200, error: 5 }

test('a service of ours that grows beyond the bound is a leak; one that stands for a stranger is not', () => {
  expect(leaksOf({ 'update-applier': growth, 'mock-erp': growth, console: undefined }, 60, 'MiB')).toEqual([
    'update-applier grows by 200 ± 5 MiB an hour, more than 60',
  ])
})
