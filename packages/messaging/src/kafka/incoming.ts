import { InvalidMessage } from '@channel-adapter/contracts'
import type { IHeaders, KafkaMessage } from 'kafkajs'
import type { IncomingMessage } from '../ports.ts'
import { exactBytes } from './exact-bytes.ts'
import type { Unread } from './inflate.ts'

const NOTHING = Buffer.alloc(0)

/** A message as this package's users see it. */
export function incoming(topic: string, partition: number, message: KafkaMessage): IncomingMessage {
  const { key, headers } = message
  const texts = { key: key?.toString() ?? '', headers: textHeaders(headers) }
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    ...texts,
    value: message.value ?? NOTHING,
    timestamp: Number(message.timestamp),
    ...exactBytes({ key, headers }, texts),
    ...unreadable(message),
  }
}

/** What our patch gives a record that stands for a batch. */
interface StandIn extends Partial<Unread> {
  readonly batchContext?: { readonly firstOffset: string }
}

function unreadable(message: KafkaMessage): Pick<IncomingMessage, 'unreadable'> {
  const { unread, batchContext } = message as StandIn
  if (!unread) return {}
  const text = `${unread.message}; offsets ${batchContext?.firstOffset} to ${message.offset}`
  return { unreadable: new InvalidMessage(unread.code, text) }
}

// Without what every object has, which a header's name may be; made as of a class it is quicker than an object without a
// prototype.
const Texts = function () {} as unknown as new () => Record<string, string>
Texts.prototype = Object.create(null)

/** Of a header that occurs twice the last counts. */
function textHeaders(headers: IHeaders | undefined): Record<string, string> {
  const texts = new Texts()
  for (const name in headers) {
    const value = headers[name]
    const last = Array.isArray(value) ? value.at(-1) : value
    // Of a header without a value kafkajs says null, against its types.
    if (last) texts[name] = last.toString()
  }
  return texts
}
