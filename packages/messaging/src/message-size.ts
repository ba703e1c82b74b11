import { InvalidMessage } from '@channel-adapter/contracts'
import type { IncomingMessage, OutgoingMessage } from './ports.ts'

/** Of a message that can be put aside or passed on: with what a failure channel says of it, it must fit a batch. */
export const MOST_MESSAGE_BYTES = 850_000

/** Lengths and attributes of a record and of each of its headers. */
const RECORD_BYTES = 40
const HEADER_BYTES = 6

type Sized = Pick<OutgoingMessage, 'key' | 'value' | 'headers' | 'exact'>

/** How many bytes a message takes in a batch that is not compressed, headers included; some more at most. Pure. */
export function sizeOf(message: Sized): number {
  return sizeWith(message, Buffer.byteLength)
}

function sizeWith({ key, value, headers, exact }: Sized, bytesOf: (text: string) => number): number {
  let bytes = RECORD_BYTES + bytesOf(key) + (value?.length ?? 0) + (exact?.key?.length ?? 0)
  for (const name in headers) {
    bytes += HEADER_BYTES + bytesOf(name) + bytesOf(headers[name] ?? '')
  }
  for (const [name, values] of Object.entries(exact?.headers ?? {})) {
    for (const each of values) bytes += HEADER_BYTES + bytesOf(name) + (each?.length ?? 0)
  }
  return bytes
}

/** In UTF-8 a unit of a text's length takes three bytes at most: nothing need be counted. */
const mostBytesOf = (text: string) => 3 * text.length

/**
 * Why a message cannot be handled whatever it says: its bytes could not be had, or are so many that it could neither be
 * put aside nor passed on. A broker may take larger ones, and a compressed batch may hold them. Pure.
 */
export function unfit(message: IncomingMessage): InvalidMessage | undefined {
  if (message.unreadable) return message.unreadable
  if (sizeWith(message, mostBytesOf) <= MOST_MESSAGE_BYTES) return undefined
  const bytes = sizeOf(message)
  if (bytes <= MOST_MESSAGE_BYTES) return undefined
  return new InvalidMessage(
    'message-too-large',
    `it takes ${bytes} bytes, and a message may have ${MOST_MESSAGE_BYTES}, headers included`,
  )
}
