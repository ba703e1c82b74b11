import { contracts, createCodec, type OrderUpdate } from '@channel-adapter/contracts'
import {
  type AnswerChannel,
  answerMessage,
  createPublisher,
  type OutgoingMessage,
} from '@channel-adapter/messaging'
import { numberAt } from './erp/order-book.ts'
import { CONNECTION, type Platform } from './platform.ts'

/** Updates on orders, spread evenly but for a hot order that has more. */
export interface UpdateLoad {
  readonly updates: number
  readonly orders: number
  /** Updates of the first order, beside its share. Default none. */
  readonly hot?: number
  /** Default {@link CONNECTION}. */
  readonly connection?: string
  /** Index of the first of the orders. Default 0. */
  readonly firstOrder?: number
}

const AT_ONCE = 500

/** Puts a backlog of updates into the topic, in order per order. */
export async function putUpdates(platform: Platform, prefix: string, load: UpdateLoad): Promise<void> {
  const topic = prefix + contracts.orderUpdate.name
  const codec = await createCodec(contracts.orderUpdate, topic, platform.registry)
  const publisher = createPublisher(platform.kafka)
  try {
    let batch: OutgoingMessage[] = []
    for (const update of updatesOf(load)) {
      batch.push(updateMessage(update, { codec, topic }))
      if (batch.length < AT_ONCE) continue
      await publisher.publish(batch)
      batch = []
    }
    if (batch.length > 0) await publisher.publish(batch)
  } finally {
    await publisher.stop()
  }
}

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

export function updateMessage(update: OrderUpdate, channel: AnswerChannel): OutgoingMessage {
  const headers = { traceparent: TRACEPARENT, 'correlation-id': update.id }
  return answerMessage(update, { headers }, channel)
}

/** One after the other: of hundreds of thousands not all are needed at once. Pure. */
export function* updatesOf(load: UpdateLoad): Generator<OrderUpdate> {
  const { updates, orders, hot = 0, connection = CONNECTION, firstOrder = 0 } = load
  const counts = new Map<number, number>()
  // The hot order's are spread over the whole backlog.
  const everyHot = hot > 0 ? updates / hot : Number.POSITIVE_INFINITY
  let hots = 0
  for (let index = 0; index < updates; index++) {
    const isHot = hot > 0 && Math.floor(index / everyHot) >= hots && hots < hot
    if (isHot) hots++
    const order = isHot ? 0 : hot > 0 ? 1 + (index % (orders - 1)) : index % orders
    const count = (counts.get(order) ?? 0) + 1
    counts.set(order, count)
    yield updateOf({ source: connection, number: numberAt(firstOrder + order) }, count)
  }
}

/** A stock confirmation; ids end in the count of the order's updates, by which the ERP sees their order. Pure. */
export function updateOf(
  { source, number }: Pick<OrderUpdate, 'source' | 'number'>,
  count: number,
): OrderUpdate {
  return {
    id: `bench-${number}-${count}`,
    source,
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
