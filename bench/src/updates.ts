import { contracts, createCodec, type OrderUpdate, orderKey } from '@channel-adapter/contracts'
import { cloudEventHeaders, createPublisher, type OutgoingMessage } from '@channel-adapter/messaging'
import { numberAt } from './erp/order-book.ts'
import { CONNECTION, type Platform } from './platform.ts'

/** Updates on orders, spread evenly but for a hot order that has more. */
export interface UpdateLoad {
  readonly updates: number
  readonly orders: number
  /** Updates of the first order, beside its share. Default none. */
  readonly hot?: number
}

const AT_ONCE = 500

/** Puts a backlog of updates into the topic, in order per order. Each answers the version that the one before leaves. */
export async function putUpdates(platform: Platform, prefix: string, load: UpdateLoad): Promise<void> {
  const { orderUpdate } = contracts
  const topic = prefix + orderUpdate.name
  const codec = await createCodec(orderUpdate, topic, platform.registry)
  const publisher = createPublisher(platform.kafka)
  try {
    const messages = updatesOf(load).map((update): OutgoingMessage => {
      const key = orderKey(update)
      return {
        topic,
        key,
        value: codec.encode(update),
        headers: cloudEventHeaders({
          id: update.id,
          type: orderUpdate.name,
          source: '/partners/bench',
          time: update.occurredAt,
          subject: key,
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
          correlationId: update.id,
        }),
      }
    })
    for (let from = 0; from < messages.length; from += AT_ONCE)
      await publisher.publish(messages.slice(from, from + AT_ONCE))
  } finally {
    await publisher.stop()
  }
}

/** Pure. Ids end in the count of the order's updates, by which the ERP sees their order. */
export function updatesOf({ updates, orders, hot = 0 }: UpdateLoad): OrderUpdate[] {
  const counts = new Map<number, number>()
  // The hot order's are spread over the whole backlog.
  const everyHot = hot > 0 ? updates / hot : Number.POSITIVE_INFINITY
  let hots = 0
  return Array.from({ length: updates }, (_, index) => {
    const isHot = hot > 0 && Math.floor(index / everyHot) >= hots && hots < hot
    if (isHot) hots++
    const order = isHot ? 0 : hot > 0 ? 1 + (index % (orders - 1)) : index % orders
    const count = (counts.get(order) ?? 0) + 1
    counts.set(order, count)
    return updateOf(numberAt(order), count)
  })
}

function updateOf(number: string, count: number): OrderUpdate {
  return {
    id: `bench-${number}-${count}`,
    source: CONNECTION,
    number,
    orderVersion: '1',
    orderRevision: 1,
    partner: 'bench',
    occurredAt: '2026-11-24T20:00:00.000000Z',
    response: null,
    stockConfirmation: {
      code: 'FULL',
      lines: [
        {
          line: '1',
          reservedQuantity: '3',
          backorderedQuantity: '0',
          location: null,
          availableOn: '2026-12-01',
        },
      ],
    },
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: null,
  }
}
