import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inflateGzip, inflateNothing, inflateZstd } from './inflate.ts'

const MIB = 1024 * 1024

describe.each([
  ['gzip', inflateGzip, gzipSync],
  ['zstd', inflateZstd, zstdCompressSync],
])('a %s batch', (_, inflate, compress) => {
  test('is inflated', async () => {
    expect(await inflate(compress('records'), 1)).toEqual(Buffer.from('records'))
  })

  test.each([
    ['of too much', compress(Buffer.alloc(65 * MIB)), 1, 'batch-too-large'],
    ['that claims too many messages', compress('x'), 100_001, 'batch-too-large'],
    ['cut off', compress('records').subarray(0, 12), 1, 'batch-unreadable'],
    ['that is none', Buffer.from('records'), 1, 'batch-unreadable'],
  ])('%s is unread', async (_case, batch, records, code) => {
    expect(await inflate(batch, records)).toMatchObject({ unread: { code } })
  })
})

describe('the batches of one fetch together', () => {
  const batch = gzipSync(Buffer.alloc(30 * MIB))

  test('are inflated to what one may be, and the next is left to a later fetch, in which it comes first', async () => {
    const fetched = { bytes: 0, records: 0 }
    for (const what of ['a', 'b']) expect(await inflateGzip(batch, 1, fetched), what).toHaveLength(30 * MIB)
    expect(await inflateGzip(batch, 1, fetched)).toEqual({ later: true })
    expect(await inflateGzip(batch, 1, { bytes: 0, records: 0 })).toHaveLength(30 * MIB)
  })

  test('have no more messages than one may have', async () => {
    const fetched = { bytes: 0, records: 0 }
    expect(await inflateGzip(gzipSync('x'), 60_000, fetched)).toHaveLength(1)
    expect(await inflateGzip(gzipSync('x'), 60_000, fetched)).toEqual({ later: true })
  })

  test('one that no fetch may hold is not taken for one that is only too much for this one', async () => {
    const fetched = { bytes: 1, records: 1 }
    const bomb = gzipSync(Buffer.alloc(65 * MIB))
    expect(await inflateGzip(bomb, 1, fetched)).toEqual({ later: true })
    expect(await inflateGzip(bomb, 1, { bytes: 0, records: 0 })).toMatchObject({
      unread: { code: 'batch-too-large' },
    })
  })
})

test('a batch in a compression that is not read is unread', async () => {
  expect(await inflateNothing('lz4')(Buffer.from('x'), 3)).toMatchObject({
    unread: {
      code: 'batch-unreadable',
      message: '3 messages in 1 bytes are compressed with lz4, which is not read',
    },
  })
})
