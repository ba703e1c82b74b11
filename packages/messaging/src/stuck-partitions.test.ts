// T10: kafkajs held a partition and did not fetch it; nothing failed, and nothing was read.
import { describe, expect, test } from 'vitest'
import { type Observation, stuckPartitions } from './stuck-partitions.ts'

const MINUTE = 60_000

/** One partition, at the given place, with the given end. */
function at(position: bigint | undefined, high: bigint, rest: Partial<Observation> = {}): Observation {
  return {
    ends: [{ partition: 0, low: 0n, high }],
    committed: new Map(),
    positions: new Map([[0, position]]),
    ...rest,
  }
}

describe('a partition is stuck', () => {
  test('when there is something to read and its position has not moved for longer than the limit', () => {
    const look = stuckPartitions(MINUTE)
    expect(look(at(5n, 10n), 0)).toEqual([])
    expect(look(at(5n, 10n), MINUTE)).toEqual([])
    expect(look(at(5n, 11n), MINUTE + 1)).toEqual([0])
  })

  test('although nothing of it was ever taken, counted from what its group has committed or what is still there', () => {
    for (const rest of [
      { committed: new Map([[0, 5n]]) },
      { ends: [{ partition: 0, low: 5n, high: 10n }], committed: new Map([[0, 2n]]) },
    ]) {
      const look = stuckPartitions(MINUTE)
      expect(look(at(undefined, 10n, rest), 0)).toEqual([])
      expect(look(at(undefined, 10n, rest), MINUTE + 1)).toEqual([0])
    }
  })

  test('alone: the others are not named with it', () => {
    const look = stuckPartitions(MINUTE)
    const ends = [0, 1, 2].map((partition) => ({ partition, low: 0n, high: 10n }))
    const both = (moving: bigint): Observation => ({
      ends,
      committed: new Map(),
      positions: new Map([
        [0, 3n],
        [1, moving],
      ]),
    })
    expect(look(both(1n), 0)).toEqual([])
    expect(look(both(2n), 2 * MINUTE)).toEqual([0])
  })
})

describe('a partition is not stuck', () => {
  test('while its position moves, however far behind it is', () => {
    const look = stuckPartitions(MINUTE)
    for (let n = 0n; n < 10n; n++) expect(look(at(n, 1000n), Number(n) * 2 * MINUTE)).toEqual([])
  })

  test('when it is read to its end, however long nothing comes; the time counts from when something came', () => {
    const look = stuckPartitions(MINUTE)
    expect(look(at(10n, 10n), 0)).toEqual([])
    expect(look(at(10n, 10n), 10 * MINUTE)).toEqual([])
    expect(look(at(10n, 11n), 10 * MINUTE + 1000)).toEqual([])
    expect(look(at(10n, 11n), 11 * MINUTE + 1)).toEqual([0])
  })

  test('while it is not ours or not meant to be read; when it is again, the time begins anew', () => {
    const look = stuckPartitions(MINUTE)
    const elsewhere = at(5n, 10n, { positions: new Map() })
    expect(look(at(5n, 10n), 0)).toEqual([])
    expect(look(elsewhere, 2 * MINUTE)).toEqual([])
    expect(look(at(5n, 10n), 3 * MINUTE)).toEqual([])
    expect(look(at(5n, 10n), 4 * MINUTE + 1)).toEqual([0])
  })
})
