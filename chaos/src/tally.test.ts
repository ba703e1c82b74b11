import { describe, expect, test } from 'vitest'
import type { Ending } from './kept-service.ts'
import { Tally } from './tally.ts'

const armed = { TEST_SEAMS: '{"crashAt":{"apply.written":2}}' }

function tallied(ending: Partial<Ending>): Tally {
  const tally = new Tally()
  const complete: Ending = { service: 'a', by: undefined, code: null, signal: 'SIGKILL', env: {}, ...ending }
  tally.ended(complete, () => 'last words')
  return tally
}

describe('the tally', () => {
  test('counts a kill at a random instant', () => {
    expect(tallied({ by: 'kill', env: armed })).toMatchObject({
      killsBy: { a: 1 },
      crashPoints: {},
      exits: [],
    })
  })

  test('counts a death at a crash point as a kill, by name', () => {
    const tally = tallied({ env: armed })
    expect(tally).toMatchObject({ kills: 1, crashPoints: { 'apply.written': 1 }, exits: [] })
  })

  test('expects an orderly end with code 0', () => {
    expect(tallied({ by: 'stop', code: 0, signal: null })).toMatchObject({ kills: 0, exits: [] })
  })

  test('tells an orderly end that took too long', () => {
    expect(tallied({ by: 'stop' })).toMatchObject({ kills: 1, slowStops: 1, exits: [] })
  })

  test.each([
    { code: 1, signal: null },
    { by: 'stop', code: 1, signal: null } as const,
    // Out of memory, or somebody else.
    { signal: 'SIGKILL' } as const,
  ])('keeps an end that nobody asked for, with the last words: %o', (ending) => {
    expect(tallied(ending)).toMatchObject({ kills: 0, exits: [{ service: 'a', log: 'last words' }] })
  })
})
