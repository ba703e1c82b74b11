import { constants, createGzip } from 'node:zlib'
import kafkajs, { type Message } from 'kafkajs'
import type { KafkaConnection } from '../kafka/connect.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

/** Publishes one message of so many zeros as a gzip batch: a two-hundredth of that on the wire. */
export async function publishGzipBomb(kafka: KafkaConnection, topic: string, bytes: number): Promise<void> {
  const bomb = await zippedRecord(bytes)
  const messages = [{ key: 'k', value: 'replaced by the bomb' }]
  await publishCompressed(kafka, topic, messages, CompressionTypes.GZIP, () => Promise.resolve(bomb))
}

/** Publishes messages as one batch to a topic of one partition, as a producer does that compresses. */
export async function publishCompressed(
  kafka: KafkaConnection,
  topic: string,
  messages: Message[],
  compression: keyof typeof CompressionCodecs,
  compress: (records: Buffer) => Promise<Buffer>,
): Promise<void> {
  const codec = CompressionCodecs[compression]
  const producer = kafka.producer({ retry: { retries: 0 } })
  await producer.connect()
  CompressionCodecs[compression] = () => ({
    ...codec?.(),
    compress: ({ buffer }: { buffer: Buffer }) => compress(buffer),
  })
  try {
    await producer.send({ topic, compression, messages })
  } finally {
    CompressionCodecs[compression] = codec
    await producer.disconnect()
  }
}

/** A frame of one block that is stored as it is (LZ4 Frame Format 1.6.1); Kafka checks its head, which is this one's. */
export function storedAsLz4(records: Buffer): Buffer {
  const [head, size, end] = [Buffer.from('04224d18604082', 'hex'), Buffer.alloc(4), Buffer.alloc(4)]
  size.writeUInt32LE(records.length + 2 ** 31)
  return Buffer.concat([head, size, records, end])
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
