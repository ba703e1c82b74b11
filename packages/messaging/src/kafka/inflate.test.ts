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

test('a batch in a compression that is not read is unread', async () => {
  expect(await inflateNothing('lz4')(Buffer.from('x'), 3)).toMatchObject({
    unread: {
      code: 'batch-unreadable',
      message: '3 messages in 1 bytes are compressed with lz4, which is not read',
    },
  })
})
