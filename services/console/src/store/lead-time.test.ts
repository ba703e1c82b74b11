import { line, order } from '@channel-adapter/contracts/testing'
import { expect, test } from 'vitest'
import { leadTimeMs } from './lead-time.ts'

const DAY = 24 * 60 * 60 * 1000
const lead = (...dueDates: (string | null)[]) =>
  leadTimeMs(order({ orderDate: '2026-11-25', lines: dueDates.map((dueDate) => line({ dueDate })) }))

test('is the time to the first day on which a line is wanted', () => {
  expect(lead('2026-12-12', null, '2026-12-09')).toBe(14 * DAY)
})

test('is not known where no line says when it is wanted, or where that day is over', () => {
  expect(lead(null)).toBeUndefined()
  expect(lead('2026-11-25', '2026-12-09')).toBeUndefined()
})
