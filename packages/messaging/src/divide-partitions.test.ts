import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dividePartitions, type Member } from './divide-partitions.ts'

const TWELVE = Array.from({ length: 12 }, (_, partition) => partition)

function members(...had: (readonly number[])[]): Member[] {
  return had.map((partitions, index) => ({ id: `m${index + 1}`, had: partitions }))
}

describe('dividing partitions', () => {
  test('gives each member about the same weight, wherever the weight lies', () => {
    // All of these would be one member's, dealt out by turns.
    const weights = new Map([0, 3, 6, 9].map((partition) => [partition, 1]))
    const divided = dividePartitions(members([], []), TWELVE, (partition) => weights.get(partition) ?? 0)
    const loads = [...divided.values()].map((of) => of.filter((partition) => weights.has(partition)).length)
    expect(loads).toEqual([2, 2])
  })

  test('leaves each member what it had when another goes, and only the rest moves', () => {
    const divided = dividePartitions(members([0, 1, 2, 3], [4, 5, 6, 7]), TWELVE, () => 1)
    expect(divided.get('m1')).toEqual(expect.arrayContaining([0, 1, 2, 3]))
    expect(divided.get('m2')).toEqual(expect.arrayContaining([4, 5, 6, 7]))
  })

  test('takes from each member no more than a newcomer needs', () => {
    const divided = dividePartitions(members([0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11], []), TWELVE, () => 1)
    expect([...divided.values()].map(({ length }) => length)).toEqual([4, 4, 4])
    expect(divided.get('m1')?.every((partition) => partition < 6)).toBe(true)
    expect(divided.get('m2')?.every((partition) => partition >= 6)).toBe(true)
  })

  test('leaves nobody idle for the sake of what others had', () => {
    const divided = dividePartitions(members([0, 1], [2, 3], []), [0, 1, 2, 3], () => 1)
    expect([...divided.values()].map(({ length }) => length)).toEqual([2, 1, 1])
  })

  test('leaves a partition that is heavier than a share with its member', () => {
    const divided = dividePartitions(members([], [5]), TWELVE, (partition) => (partition === 5 ? 9 : 0))
    expect(divided.get('m2')).toContain(5)
  })

  test('gives every partition to exactly one member, and none more than a share and the heaviest', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 24 })
    const group = fc.array(fc.array(fc.integer({ min: 0, max: 30 })), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(weights, group, (weightOf, had) => {
        const partitions = [...weightOf.keys()]
        const divided = dividePartitions(members(...had), partitions, (partition) => weightOf[partition] ?? 0)
        expect([...divided.values()].flat().toSorted((a, b) => a - b)).toEqual(partitions)
        const loads = [...divided.values()].map((of) =>
          of.reduce((sum, partition) => sum + (weightOf[partition] ?? 0), 0),
        )
        const share = Math.ceil(weightOf.reduce((sum, weight) => sum + weight, 0) / had.length)
        expect(Math.max(...loads)).toBeLessThanOrEqual(share + Math.max(...weightOf))
      }),
    )
  })

  test('does not depend on the order in which members and partitions are named', () => {
    const group = members([0, 1], [1, 2, 3], [])
    const one = dividePartitions(group, TWELVE, (partition) => partition % 3)
    const other = dividePartitions(group.toReversed(), TWELVE.toReversed(), (partition) => partition % 3)
    expect(new Map(other)).toEqual(one)
  })
})
