import { InvalidMessage } from '@channel-adapter/contracts'
import type { ReplayDesk } from '@channel-adapter/messaging'
import type { Evidence } from '@channel-adapter/timeline'
import type { StoredMessage } from './store/messages.ts'
import type { Codecs } from './store/reading.ts'

/**
 * What is known of one order: its messages, and what operators asked for.
 * @throws {RegistryUnavailable}
 */
export async function orderEvidence(
  key: string,
  messages: readonly StoredMessage[],
  codecs: Codecs,
  desks: Iterable<ReplayDesk>,
): Promise<Evidence[]> {
  const said = await Promise.all(messages.map((message) => evidenceOf(message, codecs)))
  const records = [...desks].flatMap((desk) => desk.log().filter((record) => record.key === key))
  return [...said, ...records.map((record) => ({ kind: 'replay' as const, record }))]
}

async function evidenceOf({ id, kind, message }: StoredMessage, codecs: Codecs): Promise<Evidence> {
  const { headers, timestamp, value } = message
  const found = { id, headers, timestamp }
  try {
    switch (kind) {
      case 'order':
        return { kind, ...found, value: await codecs.order.decode(value) }
      case 'update':
        return { kind, ...found, value: await codecs.update.decode(value) }
      case 'outcome':
        return { kind, ...found, value: await codecs.outcome.decode(value) }
      case 'unreadable':
        return {
          kind,
          ...found,
          text: message.unreadable?.message ?? 'its bytes are no message of this contract',
        }
      default:
        return { kind, ...found }
    }
  } catch (error) {
    if (!(error instanceof InvalidMessage)) throw error
    return { kind: 'unreadable', ...found, text: error.message }
  }
}
