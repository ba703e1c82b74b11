import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compactJson } from './compact-json.ts'

const compact = (text: string) => compactJson(text).text

/** JSON text with white space in every place where the grammar allows it, and strings full of escapes. */
const spacedJson = fc
  .tuple(fc.jsonValue({ stringUnit: 'binary' }), fc.array(fc.constantFrom(' ', '\t', '\n', '\r', '')))
  .map(([value, spaces]) => {
    let next = 0
    const space = () => spaces[next++ % (spaces.length || 1)] ?? ''
    const write = (part: unknown): string => {
      if (Array.isArray(part))
        return `[${space()}${part.map((item) => write(item) + space()).join(`,${space()}`)}]`
      if (typeof part !== 'object' || part === null) return JSON.stringify(part)
      const members = Object.entries(part).map(
        ([name, member]) => `${JSON.stringify(name)}${space()}:${space()}${write(member)}${space()}`,
      )
      return `{${space()}${members.join(`,${space()}`)}}`
    }
    return space() + write(value) + space()
  })

describe('any JSON', () => {
  test('means the same when it is compact, and has no white space left to remove', () => {
    fc.assert(
      fc.property(spacedJson, (text) => {
        const once = compact(text)
        expect(JSON.parse(once)).toEqual(JSON.parse(text))
        expect(compact(once)).toBe(once)
        expect(once).toBe(JSON.stringify(JSON.parse(text)))
      }),
      { numRuns: 500 },
    )
  })

  test('of quotes, backslashes and white space in strings keeps every character of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('"', '\\', ' ', '\n', '[', '}', 'a') })),
        (strings) => {
          expect(compact(JSON.stringify(strings, null, 3))).toBe(JSON.stringify(strings))
        },
      ),
    )
  })
})

test('numbers stay as they were written', () => {
  expect(compact(' [ 12345678901234567890 , 1.10, -0.0 , 1e400, 1E+2 ] ')).toBe(
    '[12345678901234567890,1.10,-0.0,1e400,1E+2]',
  )
})

test('escapes in strings stay as they were written', () => {
  expect(compact(String.raw`{ "\u0061 b" : "\ud800 \" \\" , "c" : "\\\"" }`)).toBe(
    String.raw`{"\u0061 b":"\ud800 \" \\","c":"\\\""}`,
  )
})

test.each([
  ['1', 0],
  ['"[[["', 0],
  ['[]', 1],
  ['[{"a":[1]},[],"]"]', 3],
])('the depth of %s is %i', (text, depth) => {
  expect(compactJson(text).depth).toBe(depth)
})

test('a string of backslashes and quotes takes time in proportion to its length', () => {
  const time = (length: number) => {
    const text = JSON.stringify('\\"'.repeat(length))
    const start = performance.now()
    for (let run = 0; run < 20; run++) compact(text)
    return performance.now() - start
  }
  time(20_000)
  expect(time(40_000)).toBeLessThan(20 * Math.max(time(10_000), 0.5))
})
