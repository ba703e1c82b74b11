import { describe, expect, test } from 'vitest'
import { parseOptions } from './options.ts'

describe('the options', () => {
  test('have defaults for a short run', () => {
    expect(parseOptions([])).toMatchObject({
      rounds: 10,
      seed: 1,
      brokers: 1,
      prove: false,
      report: undefined,
    })
  })

  test('give as many minutes as the rounds need at most, unless told', () => {
    expect(parseOptions(['--rounds', '300']).minutes).toBe(55)
    expect(parseOptions(['--rounds', '300', '--minutes', '3']).minutes).toBe(3)
  })

  test('pass over the -- of a package manager', () => {
    expect(parseOptions(['--', '--seed', '4']).seed).toBe(4)
  })

  test.each([
    [['--rounds', '0'], '--rounds takes a whole number from 1 on, not "0"'],
    [['--brokers', '2'], '--brokers takes 1 or 3'],
    [['--only', 'luck'], '--only takes one of cursor-in-transaction'],
    [['--round', '1'], "Unknown option '--round'"],
  ])('that are wrong are named: %o', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message)
  })
})
