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

/** The records of a batch, from what they were compressed to and how many it claims to hold. */
export type Decompress = (batch: Buffer, records: number) => Promise<Buffer | Unread>

/**
 * Inflate a batch within bounds: kafkajs has none, and 204 kB became 210 MB (trap T19). What exceeds them, or is no
 * such compression, is unread: whatever was thrown here would end the consumer.
 */
export const inflateGzip: Decompress = inflateWith('gzip', gunzipWithin)
export const inflateZstd: Decompress = inflateWith('zstd', unzstdWithin)

function inflateWith(name: string, inflater: Inflater): Decompress {
  return async (batch, records) => {
    const what = `a ${name} batch of ${records} messages in ${batch.length} bytes`
    const tooLarge = () =>
      new InvalidMessage('batch-too-large', `${what} inflates to more than is read, or has more messages`)
    if (records > MAX_RECORDS) return { unread: tooLarge() }
    try {
      return await inflater(batch, { maxOutputLength: MAX_INFLATED_BYTES })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ERR_BUFFER_TOO_LARGE') return { unread: tooLarge() }
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
