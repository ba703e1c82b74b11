import { fromMicros } from '@channel-adapter/contracts'
import { expect, test } from 'vitest'
import { dayOf, parseMoment, writeMoment } from './moment.ts'

test.each([
  ['2026-11-24T20:00:00.123456Z', 'UTC', '2026-11-24T20:00:00.123456Z'],
  ['2026-11-24T20:00:00.1234567Z', 'UTC', '2026-11-24T20:00:00.123456Z'],
  ['2026-11-24T21:00:00+0100', 'UTC', '2026-11-24T20:00:00.000000Z'],
  ['2026-11-24 21:00', 'Europe/Berlin', '2026-11-24T20:00:00.000000Z'],
  ['2026-07-01 21:00:00,5', 'Europe/Berlin', '2026-07-01T19:00:00.500000Z'],
  ['20261124T200000', 'UTC', '2026-11-24T20:00:00.000000Z'],
  // The clocks go back at 3: an hour comes twice, and the first is meant.
  ['2026-10-25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000000Z'],
  ['2026-11-24', 'America/New_York', '2026-11-24T05:00:00.000000Z'],
  [1795550400, 'UTC', '2026-11-24T20:00:00.000000Z'],
  ['1795550400123', 'UTC', '2026-11-24T20:00:00.123000Z'],
  ['/Date(1795550400123+0000)/', 'UTC', '2026-11-24T20:00:00.123000Z'],
])('%j in %s is %s', (written, zone, moment) => {
  expect(fromMicros(parseMoment(written, zone)?.micros ?? NaN)).toBe(moment)
})

test.each(['yesterday', '', '2026-13-01', '2026-11-31T00:00:00Z', null, 1.5, {}])(
  '%j is no moment',
  (value) => {
    expect(parseMoment(value, 'UTC')).toBeUndefined()
  },
)

test.each([
  ['2026-11-24T20:00:00.123456Z', 'UTC'],
  ['2026-11-24T21:00:00.123+01:00', 'UTC'],
  ['2026-11-24 21:00:00', 'Europe/Berlin'],
  ['1795550400', 'UTC'],
  ['/Date(1795550400123)/', 'UTC'],
])('%s is written as it came', (written, zone) => {
  const moment = parseMoment(written, zone)
  if (!moment) throw new Error('no moment')
  expect(writeMoment(moment.micros, moment.form, zone)).toBe(written)
})

test('the day of an order is the one that is written, whatever the zone', () => {
  expect(dayOf('2026-11-24T00:00:00+02:00', 'UTC')).toBe('2026-11-24')
  expect(dayOf('20261124', 'UTC')).toBe('2026-11-24')
  expect(dayOf('/Date(1795550400123)/', 'UTC')).toBe('2026-11-24')
  expect(dayOf('24.11.2026', 'UTC')).toBeUndefined()
  expect(dayOf('2026-02-30', 'UTC')).toBeUndefined()
})
