import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const MAX_INFLATED_BYTES = 64 * 1024 * 1024
/** Records of a batch for which others are put; each takes some hundred bytes in memory. */
const MAX_STAND_INS = 100_000

/** Attributes of a record that stands for one which is not read; Kafka uses none, and kafkajs hands them on. */
export const UNREADABLE = 1

const gunzipWithin = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)

/** A compressed batch that would take more memory than we give it. kafkajs does not try again on `retriable: false`. */
export class BatchTooLarge extends Error {
  override readonly name = 'BatchTooLarge'
  readonly retriable = false
}

/**
 * Inflates a gzip batch, within bounds: kafkajs has none, and 204 kB became 210 MB (trap T19). For the records of one
 * that inflates to more than 64 MiB others are returned, empty and marked {@link UNREADABLE}, so that each can be put
 * aside under its own offset and what comes behind is read.
 * @param batch the records, in the memory of the batch that they came in
 * @throws {BatchTooLarge} when it claims more than 100,000 records, too
 */
export async function inflate(batch: Buffer): Promise<Buffer> {
  try {
    return await gunzipWithin(batch, { maxOutputLength: MAX_INFLATED_BYTES })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error
    return standIns(headOf(batch))
  }
}

interface BatchHead {
  readonly lastOffsetDelta: number
  readonly records: number
}

/** From LastOffsetDelta up to the number of records; kafkajs hands us only what follows (Kafka protocol, "Record Batch"). */
const HEAD_BYTES = 4 + 8 + 8 + 8 + 2 + 4 + 4

function headOf(batch: Buffer): BatchHead {
  if (batch.byteOffset < HEAD_BYTES) throw tooLarge(batch, 'its head cannot be found')
  const head = Buffer.from(batch.buffer, batch.byteOffset - HEAD_BYTES, HEAD_BYTES)
  const lastOffsetDelta = head.readInt32BE(0)
  const records = head.readInt32BE(HEAD_BYTES - 4)
  if (records < 1 || records > MAX_STAND_INS || lastOffsetDelta < records - 1) {
    throw tooLarge(batch, `it claims ${records} records up to offset ${lastOffsetDelta}`)
  }
  return { lastOffsetDelta, records }
}

function standIns({ lastOffsetDelta, records }: BatchHead): Buffer {
  return Buffer.concat(
    Array.from({ length: records }, (_, at) => standIn(at === records - 1 ? lastOffsetDelta : at)),
  )
}

function standIn(offsetDelta: number): Buffer {
  const [timestampDelta, none, noHeaders] = [0, 1, 0]
  const record = [UNREADABLE, timestampDelta, ...varint(offsetDelta), none, none, noHeaders]
  return Buffer.from([...varint(record.length), ...record])
}

/** Kafka's signed length of what is not negative: zigzag, seven bits a byte. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value * 2
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return [...bytes, left]
}

function tooLarge({ length }: Buffer, why: string): BatchTooLarge {
  return new BatchTooLarge(
    `a gzip batch of ${length} bytes inflates to more than ${MAX_INFLATED_BYTES}, and ${why}: it is not read`,
  )
}
