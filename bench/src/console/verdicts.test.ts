import { expect, test } from 'vitest'
import { isKept, verdicts } from './verdicts.ts'

test('a figure that reaches its limit does not keep it, one without a limit is told only', () => {
  const memory = { what: 'memory', value: 400, unit: 'MB', limit: 400 }
  const speed = { what: 'orders read', value: 9000.4, unit: 'orders/s' }
  expect([memory, { ...memory, value: 399 }, speed].map(isKept)).toEqual([false, true, true])
  expect(verdicts([memory, speed])).toEqual([
    'memory             400 MB   limit 400 MB: NOT KEPT',
    'orders read  9000 orders/s',
  ])
})
