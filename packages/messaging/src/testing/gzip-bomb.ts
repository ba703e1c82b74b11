import { constants, createGzip } from 'node:zlib'
import kafkajs from 'kafkajs'
import type { KafkaConnection } from '../kafka/connect.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

/** Publishes one message of so many zeros as a gzip batch: a two-hundredth of that on the wire. */
export async function publishGzipBomb(kafka: KafkaConnection, topic: string, bytes: number): Promise<void> {
  const bomb = await zippedRecord(bytes)
  const codec = CompressionCodecs[CompressionTypes.GZIP]
  const producer = kafka.producer({ retry: { retries: 0 } })
  await producer.connect()
  CompressionCodecs[CompressionTypes.GZIP] = () => ({ ...codec?.(), compress: () => Promise.resolve(bomb) })
  try {
    const messages = [{ key: 'k', value: 'replaced by the bomb' }]
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages })
  } finally {
    CompressionCodecs[CompressionTypes.GZIP] = codec
    await producer.disconnect()
  }
}

/** A record as it lies in a batch (Kafka protocol, "Record"), never whole in memory. */
async function zippedRecord(bytes: number): Promise<Buffer> {
  const attributesAndDeltas = Buffer.from([0, 0, 0])
  const key = Buffer.concat([varint(1), Buffer.from('k')])
  const head = Buffer.concat([attributesAndDeltas, key, varint(bytes)])
  const noHeaders = varint(0)
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  const zipped = gzip.toArray()
  gzip.write(Buffer.concat([varint(head.length + bytes + noHeaders.length), head]))
  const zeros = Buffer.alloc(1024 * 1024)
  for (let left = bytes; left > 0; left -= zeros.length) {
    const more = gzip.write(zeros.subarray(0, Math.min(left, zeros.length)))
    if (!more) await new Promise((resolve) => gzip.once('drain', resolve))
  }
  gzip.end(noHeaders)
  return Buffer.concat((await zipped) as Buffer[])
}

/** As Kafka writes its signed lengths: zigzag, seven bits a byte. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let left = value * 2
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return Buffer.from([...bytes, left])
}
