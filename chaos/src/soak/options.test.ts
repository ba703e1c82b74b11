import { expect, test } from 'vitest'
import { parseOptions } from './options.ts'

test('an hour at a share of the measured peak, unless told otherwise', () => {
  expect(parseOptions([])).toMatchObject({ minutes: 60, changesPerSecond: undefined, report: undefined })
  expect(parseOptions(['--minutes', '0.5', '--changes-per-second', '3'])).toMatchObject({
    minutes: 0.5,
    changesPerSecond: 3,
  })
})

test.each([
  ['--minutes', '0'],
  ['--minutes', 'x'],
  ['--changes-per-second', '-1'],
  ['--seed', '1.5'],
  ['--x'],
])('is refused: %s %s', (...args) => {
  expect(() => parseOptions(args)).toThrow(TypeError)
})
