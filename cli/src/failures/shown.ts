import type { Codec } from '@channel-adapter/contracts'
import type { DeadLetter, FailedMessage } from '@channel-adapter/messaging'
import { legible } from '@channel-adapter/process'

/** A failed message on one line. @param where who failed at it: a connection, a group */
export function listLine(where: string, { message, code, firstFailedAt, text }: FailedMessage): string {
  const place = `${message.partition}/${message.offset}`
  const fields = [firstFailedAt, where, message.key || '(no key)', place, code, text]
  // A key is whatever its sender makes it.
  return legible(fields.map((field) => field.replaceAll('\n', '\\n')).join('  '))
}

/** A parked message with all there is to know of it. */
export async function asJson(
  connection: string,
  letter: DeadLetter,
  codec?: Codec<unknown>,
): Promise<object> {
  const { entry, message } = letter
  const place = { connection, order: entry.key, partition: entry.partition, offset: entry.offset }
  if (!codec) return { ...place, ...causeOf(letter) }
  return {
    ...place,
    cause: causeOf(letter),
    headers: message.headers,
    ...(await contentOf(message.value, codec)),
    base64: message.value.toString('base64'),
  }
}

/** An invalid message with all there is to know of it. An order that could not be published is the ERP's own JSON. */
export async function invalidAsJson(failed: FailedMessage, codec?: Codec<unknown>): Promise<object> {
  const { message, group } = failed
  const { topic, partition, offset, key, headers, value } = message
  const whole = { topic, group, key, partition, offset: String(offset), cause: causeOf(failed) }
  if (!codec) return whole
  const content =
    headers['content-type'] === 'application/json' ? documentOf(value) : await contentOf(value, codec)
  return { ...whole, headers, ...content, base64: value.toString('base64') }
}

/** As text where it was cut short: what no message can hold is. */
function documentOf(value: Buffer): object {
  const text = value.toString()
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { text }
  }
}

/** What bytes say; those that no contract explains as they are: an operator wants to see just those. */
export async function contentOf(value: Buffer, codec: Codec<unknown>): Promise<object> {
  try {
    return { value: await codec.decode(value) }
  } catch (error) {
    return { unreadable: String(error), base64: value.toString('base64') }
  }
}

function causeOf({ code, text, attempts, firstFailedAt }: FailedMessage): object {
  return { code, text, attempts, firstFailedAt }
}
