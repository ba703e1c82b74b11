import { expect, test } from 'vitest'
import { Places } from './places.ts'

const placed = (...places: [topic: string, partition: number, offset: bigint][]) => {
  const all = new Places()
  for (const [topic, partition, offset] of places) all.add(topic, { partition, offset })
  return all
}

test('a place that is there already is not new, and counts once', () => {
  const places = placed(['order', 1, 7n])
  expect(places.add('order', { partition: 1, offset: 7n })).toBe(false)
  expect(places.add('order', { partition: 1, offset: 8n })).toBe(true)
  expect(places.add('order', { partition: 0, offset: 7n })).toBe(true)
  expect(places.add('update', { partition: 1, offset: 7n })).toBe(true)
  expect([places.size, places.count('order'), places.count('outcome')]).toEqual([4, 3, 0])
})

test('offsets may come in any order and lie far apart, as behind a transaction or a retention', () => {
  const offsets = [5_000_000n, 0n, 1023n, 1024n, 3_000_001n]
  const places = placed(...offsets.map((offset) => ['order', 0, offset] as [string, number, bigint]))
  expect(places.missingFrom(new Places())).toEqual([
    'order 0 0',
    'order 0 1023',
    'order 0 1024',
    'order 0 3000001',
    'order 0 5000000',
  ])
})

test('what others do not have is told, of each topic and partition', () => {
  const all = placed(['order', 0, 1n], ['order', 1, 9n], ['update', 0, 300n], ['outcome', 2, 0n])
  const some = placed(['order', 0, 1n], ['order', 1, 8n], ['update', 0, 30_000n])
  expect(all.missingFrom(some)).toEqual(['order 1 9', 'update 0 300', 'outcome 2 0'])
  expect(all.missingFrom(all)).toEqual([])
})
