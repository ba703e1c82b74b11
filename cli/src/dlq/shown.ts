import type { Codec } from '@channel-adapter/contracts'
import type { DeadLetter } from '@channel-adapter/messaging'

/** A parked message on one line. */
export function listLine(connection: string, letter: DeadLetter): string {
  const { entry, code, firstFailedAt, text } = letter
  return [firstFailedAt, connection, entry.key, `${entry.partition}/${entry.offset}`, code, text].join('  ')
}

/** A parked message with all there is to know of it; bytes that no contract explains as base64. */
export async function asJson(
  connection: string,
  letter: DeadLetter,
  codec?: Codec<unknown>,
): Promise<object> {
  const { entry, message, code, text, attempts, firstFailedAt } = letter
  const place = { connection, order: entry.key, partition: entry.partition, offset: entry.offset }
  const cause = { code, text, attempts, firstFailedAt }
  if (!codec) return { ...place, ...cause }
  const base64 = message.value.toString('base64')
  try {
    return { ...place, cause, headers: message.headers, value: await codec.decode(message.value), base64 }
  } catch (error) {
    return { ...place, cause, headers: message.headers, unreadable: String(error), base64 }
  }
}
