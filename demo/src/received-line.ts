import type { ChannelMessage, Order, OrderUpdate, OrderUpdateOutcome } from '@channel-adapter/contracts'
import { contracts, updateKind } from '@channel-adapter/contracts'
import type { IncomingMessage } from '@channel-adapter/messaging'

const KEY_WIDTH = 24

/** A value that no contract explains. */
export class Unreadable {
  readonly unreadable: string
  readonly base64: string

  constructor(reason: string, bytes: Buffer) {
    this.unreadable = reason
    this.base64 = bytes.toString('base64')
  }
}

/** A message that arrived, on one line for a person. @param value undefined for a tombstone */
export function receivedLine(contract: string, message: IncomingMessage, value: unknown): string {
  const time = new Date(message.timestamp).toTimeString().slice(0, 8)
  const what = contract.replace(/\.v\d+$/, '').padEnd(31)
  return printable(`${time}  ${what}  ${message.key.padEnd(KEY_WIDTH)}  ${summary(contract, value)}`)
}

/** The same as one JSON object. */
export function receivedJson(message: IncomingMessage, value: unknown): string {
  const { topic, partition, offset, key, timestamp, headers } = message
  const time = new Date(timestamp).toISOString()
  return JSON.stringify({
    topic,
    partition,
    offset: String(offset),
    key,
    time,
    headers,
    value: value ?? null,
  })
}

function summary(contract: string, value: unknown): string {
  if (value === undefined) return 'removed'
  if (value instanceof Unreadable) return `unreadable: ${value.unreadable}`
  switch (contract) {
    case contracts.channelMessage.name:
      return (value as ChannelMessage).body
    case contracts.order.name:
      return orderSummary(value as Order)
    case contracts.orderUpdate.name:
      return updateSummary(value as OrderUpdate)
    case contracts.orderUpdateOutcome.name:
      return outcomeSummary(value as OrderUpdateOutcome)
    default:
      return JSON.stringify(value)
  }
}

function orderSummary({ status, revision, lines, subtotal, currency, supplier }: Order): string {
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`
  return `${status}, revision ${revision}, ${count}, ${subtotal} ${currency}, supplier ${supplier.name}`
}

function updateSummary(update: OrderUpdate): string {
  const code =
    update.response?.code ??
    update.stockConfirmation?.code ??
    update.statusChange?.status ??
    update.shippingNotice?.shipmentId ??
    update.goodsReceipt?.receiptId ??
    ''
  return `${updateKind(update)} ${code} from ${update.partner}, to revision ${update.orderRevision}`
}

function outcomeSummary({ result, kind, partner, reason }: OrderUpdateOutcome): string {
  return `${result}: ${kind} from ${partner}${reason ? ` (${reason.code}: ${reason.text})` : ''}`
}

/** What others sent must not steer the terminal, nor look like a line of its own. */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
