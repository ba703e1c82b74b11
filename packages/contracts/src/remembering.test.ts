import { expect, test } from 'vitest'
import { remembering } from './remembering.ts'

function counted(most?: number) {
  const asked: string[] = []
  const convert = remembering((text: string) => {
    asked.push(text)
    return text === '' ? undefined : text.length
  }, most)
  return { asked, convert }
}

test('converts what comes again once', () => {
  const { asked, convert } = counted()
  expect([convert('ab'), convert('ab'), convert('abc')]).toEqual([2, 2, 3])
  expect(asked).toEqual(['ab', 'abc'])
})

test('keeps no more than it may, and nothing that a sender could fill memory with', () => {
  const { asked, convert } = counted(2)
  for (const text of ['a', 'b', 'c', 'a']) convert(text)
  expect(asked).toEqual(['a', 'b', 'c', 'a'])
  const long = 'x'.repeat(41)
  expect([convert(long), convert(long), convert(''), convert('')]).toEqual([41, 41, undefined, undefined])
  expect(asked.slice(4)).toEqual([long, long, '', ''])
})
