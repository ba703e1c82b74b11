import { decimal, toUnscaled } from '@channel-adapter/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from './expression.ts'

const document = { a: { b: 'x', 'odd name': 1 }, list: [{ q: 1 }], none: [], and: 2 }

test.each([
  ['a.b', 'x'],
  ['a.`odd name`', 1],
  ['a.missing.deeper', undefined],
  ['list', [{ q: 1 }]],
  ['none', []],
  ['list.q', 1],
  ['$uppercase(a.b)', 'X'],
  ['"text"', 'text'],
  ['true', true],
  ['a.constructor', undefined],
  ['$', document],
])('%s', async (source, value) => {
  expect(await compile(source)(document)).toEqual(value)
})

test('what is no expression says where', () => {
  expect(() => compile('a.(b')).toThrow(/character/)
})

test('an expression that never ends is stopped', async () => {
  await expect(Promise.resolve(compile('($f := function($x){$f($x) + 1}; $f(1))')({}))).rejects.toThrow()
})

test("JSONata's own operators refuse a decimal instead of making it a float, and say what to use", async () => {
  await expect(Promise.resolve(compile('price * 2')({ price: '0.1' }))).rejects.toThrow(/\$times/)
})

describe('exact calculation', () => {
  const value = (source: string, input: object = {}) => compile(source)(input)

  test.each([
    ['$plus("0.1", 0.2 ~> $string())', '0.3'],
    ['$minus(1, "0.00000001")', '0.99999999'],
    ['$times("12345678901234.5678", 3)', '37037036703703.7034'],
    ['$over(1, 3)', '0.33333333'],
    ['$over(-2, 3)', '-0.66666667'],
    ['$total(["0.1", "0.2", 3])', '3.3'],
    ['$total([])', '0'],
    ['$compare("10", "9.5") > 0', true],
    ['$string($decimal("12345678901234567890.12345678").x)', undefined],
  ])('%s is %j', async (source, result) => {
    expect(await value(source)).toEqual(result)
  })

  test('is that of integers, whatever the decimals', () => {
    const any = fc
      .bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
      .map((n) => decimal(`${n}.25`.replace('-0.', '0.')))
    return fc.assert(
      fc.asyncProperty(any, any, async (a, b) => {
        const [x = 0n, y = 0n] = [toUnscaled(a), toUnscaled(b)]
        expect(toUnscaled((await value('$plus(a, b)', { a, b })) as string)).toBe(x + y)
        expect(toUnscaled((await value('$minus(a, b)', { a, b })) as string)).toBe(x - y)
      }),
    )
  })

  test('$decimal writes a JSON number with every digit, null for null', async () => {
    const body = await value('{"q": $decimal(q), "n": $decimal(n)}', {
      q: '12345678901234567890.12345678',
      n: null,
    })
    expect(JSON.stringify(body)).toBe('{"q":12345678901234567890.12345678,"n":null}')
  })
})
