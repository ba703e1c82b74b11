import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { BatchTooLarge, inflate } from './inflate.ts'

const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024))

/** A batch in memory: what is before its records too. */
function inBatch({ records, lastOffsetDelta }: { records: number; lastOffsetDelta: number }): Buffer {
  const batch = Buffer.alloc(1000 + bomb.length)
  batch.writeInt32BE(lastOffsetDelta, 1000 - 38)
  batch.writeInt32BE(records, 1000 - 4)
  bomb.copy(batch, 1000)
  return batch.subarray(1000)
}

describe('a gzip batch', () => {
  test('is inflated', async () => {
    expect(String(await inflate(gzipSync('records')))).toBe('records')
  })

  test('of too much becomes as many empty records as it had, the last under its own offset', async () => {
    const empty = await inflate(inBatch({ records: 3, lastOffsetDelta: 100 }))
    // Kafka's lengths and deltas are zigzag: 12 is six bytes, 1 is -1, none.
    // Kafka's lengths and deltas are zigzag: 0c is six bytes, 01 is -1, none.
    expect(empty.toString('hex')).toBe(['0c010000010100', '0c010002010100', '0e0100c801010100'].join(''))
  })

  test.each([
    { records: 0, lastOffsetDelta: 0 },
    { records: -1, lastOffsetDelta: 0 },
    { records: 2_000_000_000, lastOffsetDelta: 2_000_000_000 },
    { records: 2, lastOffsetDelta: 0 },
  ])('of too much that claims %j is refused', async (claims) => {
    await expect(inflate(inBatch(claims))).rejects.toThrow(BatchTooLarge)
  })
})
