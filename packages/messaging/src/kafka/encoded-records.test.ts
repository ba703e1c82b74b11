// kafkajs' encoding is patched (ADR 0027): records are written straight into their request, and what counts their bytes
// is filled in behind them.
import fc from 'fast-check'
import type { Message } from 'kafkajs'
import Decoder from 'kafkajs/src/protocol/decoder.js'
import decodeRecordBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder.js'
import produceRequest from 'kafkajs/src/protocol/requests/produce/v7/request.js'
import { expect, test } from 'vitest'

const NONE = 0
const GZIP = 1
const CASTAGNOLI = 0x82f63b78

/** Bit by bit, as RFC 3720 (appendix B.4) has it. */
function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1
  }
  return ~crc >>> 0
}

async function batchesOf(messages: Message[][], compression: number): Promise<Buffer[]> {
  const partitions = messages.map((each, partition) => ({ partition, firstSequence: 7, messages: each }))
  const request = produceRequest({
    acks: -1,
    timeout: 1000,
    transactionalId: 'id',
    producerId: '4711',
    producerEpoch: 3,
    compression,
    topicData: [{ topic: 'tópico', partitions }],
  })
  const { buffer } = await request.encode()
  const decoder = new Decoder(buffer)
  expect([decoder.readString(), decoder.readInt16(), decoder.readInt32()]).toEqual(['id', -1, 1000])
  expect([decoder.readInt32(), decoder.readString(), decoder.readInt32()]).toEqual([
    1,
    'tópico',
    messages.length,
  ])
  const batches = messages.map((_, partition) => {
    expect(decoder.readInt32()).toBe(partition)
    return decoder.readBytes() as Buffer
  })
  expect(decoder).toMatchObject({ offset: buffer.length })
  return batches
}

const LENGTH_AT = 8
const CRC_AT = 17

// Lengths on both sides of 63 and 64, 8191 and 8192, where a length takes another byte, and letters of several bytes.
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.integer({ min: 8150, max: 8200 }).map((length) => 'x'.repeat(length)),
  fc
    .tuple(fc.constantFrom('ñ', '漢', '🚚'), fc.integer({ min: 15, max: 70 }))
    .map(([letter, many]) => letter.repeat(many)),
)
const message = fc.record({
  key: fc.option(text),
  value: fc.option(fc.oneof(fc.uint8Array({ maxLength: 9000 }).map(Buffer.from), text)),
  headers: fc.dictionary(
    fc.oneof(text, fc.constantFrom('__proto__', 'constructor')),
    fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 })),
    {
      maxKeys: 4,
    },
  ),
})

test.each([
  ['as they are', NONE],
  ['compressed', GZIP],
])(
  'any messages come out of a request as they went in, %s, with the checksum that brokers want',
  async (_, compression) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(message, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
        async (messages) => {
          const batches = await batchesOf(messages, compression)
          for (const [partition, batch] of batches.entries()) {
            expect(batch.readInt32BE(LENGTH_AT)).toBe(batch.length - LENGTH_AT - 4)
            expect(batch.readUInt32BE(CRC_AT)).toBe(crc32c(batch.subarray(CRC_AT + 4)))
            const { records, lastOffsetDelta, firstSequence } = await decodeRecordBatch(new Decoder(batch))
            expect([firstSequence, lastOffsetDelta]).toEqual([7, records.length - 1])
            expect(records.map(({ key, value, headers }) => plain({ key, value, headers }))).toEqual(
              messages[partition]?.map(plain),
            )
          }
        },
      ),
      { numRuns: 60 },
    )
  },
)

function plain({
  key,
  value,
  headers = {},
}: Pick<Message, 'value' | 'headers'> & { key?: Message['key'] | null }): unknown {
  const bytes = (content: string | Buffer | null | undefined) =>
    content == null ? null : Buffer.from(content).toString('hex')
  return {
    key: bytes(key),
    value: bytes(value),
    headers: Object.entries(headers).map(([name, content]) => [name, [content].flat().map(bytes)]),
  }
}
