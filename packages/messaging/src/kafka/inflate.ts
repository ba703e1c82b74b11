import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const MAX_INFLATED_BYTES = 64 * 1024 * 1024

const gunzipWithin = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)

/** A compressed batch that would take more memory than we give it. kafkajs does not try again on `retriable: false`. */
export class BatchTooLarge extends Error {
  override readonly name = 'BatchTooLarge'
  readonly retriable = false
}

/**
 * Inflates a gzip batch, within bounds: kafkajs has none, and 204 kB became 210 MB (trap T19).
 * @throws {BatchTooLarge} when it inflates to more than 64 MiB; Kafka's default limit for the compressed batch is 1 MiB
 */
export async function inflate(batch: Buffer): Promise<Buffer> {
  try {
    return await gunzipWithin(batch, { maxOutputLength: MAX_INFLATED_BYTES })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error
    throw new BatchTooLarge(
      `a gzip batch of ${batch.length} bytes inflates to more than ${MAX_INFLATED_BYTES}: it is not read`,
      { cause: error },
    )
  }
}
