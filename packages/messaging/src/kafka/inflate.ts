import { promisify } from 'node:util'
import { gunzip, zstdDecompress } from 'node:zlib'
import { InvalidMessage } from '@channel-adapter/contracts'

const MAX_INFLATED_BYTES = 64 * 1024 * 1024
/** Each takes some hundred bytes in memory, however few it has in the batch. */
const MAX_RECORDS = 100_000

type Inflater = (batch: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const gunzipWithin = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)
const unzstdWithin = promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress)

/** A batch of which nothing is read. kafkajs, as we patch it, puts one record in the place of all of them (ADR 0028). */
export interface Unread {
  readonly unread: InvalidMessage
}

/** Nor is anything behind it: it is fetched again. */
export interface Later {
  readonly later: true
}

/** What batches of one fetch have come to so far. */
export interface Inflated {
  bytes: number
  records: number
}

/** The records of a batch, from what they were compressed to and how many it claims to hold. */
export type Decompress = (
  batch: Buffer,
  records: number,
  before?: Inflated,
) => Promise<Buffer | Unread | Later>

/**
 * Inflate a batch within bounds: kafkajs has none, and 204 kB became 210 MB (trap T19). What exceeds them, or is no
 * such compression, is unread: whatever was thrown here would end the consumer. All batches of a fetch together keep
 * the same bounds: one that would not is left to a later fetch, in which it comes first.
 */
export const inflateGzip: Decompress = inflateWith('gzip', gunzipWithin)
export const inflateZstd: Decompress = inflateWith('zstd', unzstdWithin)

function inflateWith(name: string, inflater: Inflater): Decompress {
  return async (batch, records, before = { bytes: 0, records: 0 }) => {
    const what = `a ${name} batch of ${records} messages in ${batch.length} bytes`
    const tooLarge = () =>
      new InvalidMessage('batch-too-large', `${what} inflates to more than is read, or has more messages`)
    if (records > MAX_RECORDS) return { unread: tooLarge() }
    const left = MAX_INFLATED_BYTES - before.bytes
    if (left <= 0 || before.records + records > MAX_RECORDS) return { later: true }
    try {
      const inflated = await inflater(batch, { maxOutputLength: left })
      before.bytes += inflated.length
      before.records += records
      return inflated
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ERR_BUFFER_TOO_LARGE') {
        return before.bytes > 0 ? { later: true } : { unread: tooLarge() }
      }
      return { unread: new InvalidMessage('batch-unreadable', `${what} cannot be inflated: ${code}`) }
    }
  }
}

/** For a compression that is not read here: one such batch ended the consumer (trap T31). */
export function inflateNothing(name: string): Decompress {
  return (batch, records) => {
    const text = `${records} messages in ${batch.length} bytes are compressed with ${name}, which is not read`
    return Promise.resolve({ unread: new InvalidMessage('batch-unreadable', text) })
  }
}
