import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OffsetWindow } from './offset-window.ts'

describe('an offset window', () => {
  test('commits up to the first offset that is not done, however many later ones are', () => {
    const window = new OffsetWindow(10n)
    for (const offset of [10n, 11n, 13n]) window.begin(offset)
    window.done(13n)
    window.done(11n)
    expect(window.committable).toBe(10n)
    window.done(10n)
    expect(window.committable).toBe(14n)
  })

  test('commits past messages for others and control records when nothing is at work', () => {
    const window = new OffsetWindow(0n)
    window.begin(0n)
    window.advance(9n)
    expect(window.committable).toBe(0n)
    window.done(0n)
    expect(window.committable).toBe(9n)
  })

  test('in whatever order the work ends, never commits what is not done', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 300 }),
        (offsets) => {
          const taken = offsets.toSorted((a, b) => a - b).map(BigInt)
          const window = new OffsetWindow(taken[0] ?? 0n)
          taken.forEach((offset) => window.begin(offset))
          const open = new Set(taken)
          for (const offset of offsets.map(BigInt)) {
            open.delete(offset)
            window.done(offset)
            for (const undone of open) expect(window.committable).toBeLessThanOrEqual(undone)
          }
          expect(window.size).toBe(0)
          expect(window.committable).toBe((taken.at(-1) ?? 0n) + 1n)
        },
      ),
    )
  })
})
