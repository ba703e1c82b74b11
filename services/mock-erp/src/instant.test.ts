import { expect, test } from 'vitest'
import { canonicalInstant, nextInstant } from './instant.ts'

test.each([
  ['2011-04-25T00:00:00Z', '2011-04-25T00:00:00.000000Z'],
  ['2011-04-25T00:00:00.5Z', '2011-04-25T00:00:00.500000Z'],
  ['2011-04-25T02:00:00.1234569+02:00', '2011-04-25T00:00:00.123456Z'],
])('%s is written %s', (text, canonical) => {
  expect(canonicalInstant(text)).toBe(canonical)
})

test.each(['', '2011-04-25', '2011-13-25T00:00:00Z', '2011-04-25T00:00:00', 'yesterday'])(
  '"%s" is refused',
  (text) => {
    expect(canonicalInstant(text)).toBeUndefined()
  },
)

test('changes within one millisecond, and after the clock went back, still follow each other', () => {
  const now = Date.parse('2026-11-24T10:00:00.123Z')
  const first = nextInstant(undefined, now)
  const second = nextInstant(first, now)
  expect([first, second]).toEqual(['2026-11-24T10:00:00.123000Z', '2026-11-24T10:00:00.123001Z'])
  expect(nextInstant(second, now - 60_000)).toBe('2026-11-24T10:00:00.123002Z')
  expect(nextInstant('2026-11-24T10:00:00.123999Z', now)).toBe('2026-11-24T10:00:00.124000Z')
  expect(nextInstant(second, now + 1)).toBe('2026-11-24T10:00:00.124000Z')
})
