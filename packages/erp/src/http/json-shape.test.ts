import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shapeFaultOf } from './json-shape.ts'

const faultOf = (text: string) => shapeFaultOf(Buffer.from(text))
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

test('what is deep is refused, however it hides', () => {
  expect(faultOf(deep(100))).toBeUndefined()
  for (const text of [
    deep(101),
    deep(100_000),
    ` \n${deep(101)}`,
    '{"a":'.repeat(101),
    `["\\"",${deep(100)}]`,
  ])
    expect(faultOf(text)).toMatch(/deeper than 100/)
})

test('what has too many values is refused', () => {
  for (const value of ['0', '{}', '[]', '"a"', '"k":0']) {
    expect(faultOf(`[${`${value},`.repeat(1_000_001)}0]`)).toMatch(/more than 1000000 values/)
    expect(faultOf(`[${`${value},`.repeat(400_000)}0]`)).toBeUndefined()
  }
})

test('what stands in strings does not count, and what is no JSON is not judged', () => {
  const brackets = '['.repeat(1000)
  for (const text of [
    `["${brackets}"]`,
    `["\\\\\\"${brackets}"]`,
    `["\\\\","${brackets}"]`,
    `["${brackets}`,
    brackets.slice(0, 0),
    '<a>',
    `x${brackets}`,
  ])
    expect(faultOf(text)).toBeUndefined()
})

test('any usual document is let through', () => {
  fc.assert(fc.property(fc.json({ maxDepth: 20 }), (text) => faultOf(text) === undefined))
})
