import { type OrderUpdate, updateBody } from '@channel-adapter/contracts'

/** What one update said, as its note on the order keeps it. */
export type Recorded = Pick<OrderUpdate, 'id' | 'partner' | 'orderRevision'> &
  Partial<Pick<OrderUpdate, ReturnType<typeof updateBody>>> & {
    /** The delivery dates that promised dates took the place of, by line. */
    readonly wanted?: Readonly<Record<string, string | null>>
  }

const MARK = 'channel-adapter: '

/**
 * The note that says in an order that it holds an update: words for people, and below them the update as JSON, since
 * Tryton has no fields for confirmed quantities, prices and the like. Whoever looks for an update finds its id in it.
 */
export function noteOf(update: OrderUpdate, wanted: Recorded['wanted'] = {}): string {
  const body = updateBody(update)
  const recorded: Recorded = {
    id: update.id,
    partner: update.partner,
    orderRevision: update.orderRevision,
    [body]: update[body],
    ...(Object.keys(wanted).length > 0 && { wanted }),
  }
  // A partner's words may not pass for a note of ours.
  const said = words(update).replaceAll(/^channel-adapter: /gm, ' $&')
  return `${said}\n${MARK}${JSON.stringify(recorded)}`
}

/** What a note of ours says; undefined for one that somebody else wrote. @throws {SyntaxError} when it was cut */
export function recordedIn(message: string): Recorded | undefined {
  const line = message.split('\n').findLast((text) => text.startsWith(MARK))
  return line === undefined ? undefined : (JSON.parse(line.slice(MARK.length)) as Recorded)
}

const RESPONSES = { AB: 'received', AP: 'accepted', CA: 'accepted with changes', RE: 'rejected' }

function words(update: OrderUpdate): string {
  const { partner, response, stockConfirmation, shippingNotice, goodsReceipt, statusChange } = update
  if (response) {
    const lines = response.lines.map(
      ({ line, quantity, unitPrice, promisedDate, backorderedQuantity }) =>
        `line ${line}: ${[
          quantity === null ? 'no quantity' : quantity,
          unitPrice === null ? [] : `at ${unitPrice}`,
          promisedDate === null ? [] : `on ${promisedDate}`,
          backorderedQuantity === null ? [] : `${backorderedQuantity} later`,
        ]
          .flat()
          .join(', ')}`,
    )
    return [`${partner}: ${RESPONSES[response.code]}`, response.reason ?? [], lines].flat().join('\n')
  }
  if (stockConfirmation) {
    const lines = stockConfirmation.lines.map(
      ({ line, reservedQuantity, backorderedQuantity }) =>
        `line ${line}: ${reservedQuantity} reserved, ${backorderedQuantity} lacking`,
    )
    return [`${partner}: stock ${stockConfirmation.code}`, ...lines].join('\n')
  }
  if (shippingNotice) {
    const { shipmentId, shippedOn, carrier } = shippingNotice
    const lines = shippingNotice.lines.map(({ line, quantity }) => `line ${line}: ${quantity}`)
    const by = carrier === null ? '' : ` with ${carrier}`
    return [`${partner}: shipped ${shipmentId} on ${shippedOn}${by}`, ...lines].join('\n')
  }
  if (goodsReceipt) {
    const lines = goodsReceipt.lines.map(
      ({ line, receivedQuantity, rejectedQuantity, rejectReason }) =>
        `line ${line}: ${receivedQuantity}, of which ${rejectedQuantity} rejected${rejectReason === null ? '' : `: ${rejectReason}`}`,
    )
    return [`${partner}: received ${goodsReceipt.receiptId} on ${goodsReceipt.receivedOn}`, ...lines].join(
      '\n',
    )
  }
  return [`${partner}: ${statusChange?.status ?? ''}`, statusChange?.reason ?? []].flat().join('\n')
}
