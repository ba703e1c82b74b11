import {
  type Order,
  orderKey,
  type OrderUpdate,
  type OrderUpdateOutcome,
  parseOrderKey,
  toMicros,
} from '@channel-adapter/contracts'
import type { IncomingMessage } from '@channel-adapter/messaging'
import type { FlowCounts } from './flow.ts'
import { leadTimeMs } from './lead-time.ts'
import type { Reading } from './reading.ts'
import type { Statements } from './statements.ts'

export interface NoteEffects {
  readonly run: Statements
  readonly topics: { readonly names: readonly string[]; numberOf(topic: string): number }
  readonly flow: FlowCounts
}

interface KnownOrder {
  readonly id: number
  readonly revision: number
  readonly revision_at: number
  readonly supplier: number | null
}

/** Writes one reading into the store. It may be of an order of which nothing else is known yet. */
export function noteReading(reading: Reading, effects: NoteEffects): void {
  const { kind, message } = reading
  const { run, topics } = effects
  // The message's own key, even where its content names another order: there people look for it.
  const order = orderOf(kind === 'order' ? orderKey(reading.value) : message.key, run)
  const { topic, partition, offset, timestamp, headers, value } = message
  run.addMessage.run(
    order.id,
    kind,
    topics.numberOf(topic),
    partition,
    Number(offset),
    timestamp,
    JSON.stringify(headers),
    value,
  )
  switch (kind) {
    case 'order':
      noteOrder(order, reading.value, message, effects)
      break
    case 'update':
      noteUpdate(order, reading.value, message, effects)
      break
    case 'outcome':
      noteOutcome(order, reading.value, message, effects)
      break
    default:
      run.touch.run(timestamp, order.id)
  }
}

function orderOf(key: string, run: Statements): KnownOrder {
  const known = run.orderOf.get(key) as KnownOrder | undefined
  if (known) return known
  const { source, number } = parseOrderKey(key) ?? { source: '', number: key }
  const { id } = run.addOrder.get(key, source, number) as { id: number }
  return { id, revision: 0, revision_at: 0, supplier: null }
}

function noteOrder(known: KnownOrder, order: Order, { timestamp }: IncomingMessage, effects: NoteEffects) {
  const { run, flow } = effects
  const { source, supplier, response, stockConfirmation: stock } = order
  const added = run.addSupplier.get(source, supplier.id, supplier.name) as { id: number }
  const changedAt = Math.floor((toMicros(order.changedAt) ?? 0) / 1000)
  run.setOrder.run(
    added.id,
    order.status,
    order.revision,
    order.version,
    order.orderDate,
    leadTimeMs(order) ?? null,
    changedAt,
    timestamp,
    order.revision > known.revision ? timestamp : known.revision_at,
    order.subtotal,
    order.currency,
    response?.code ?? null,
    stock?.code ?? null,
    response && response.code !== RECEIVED_ONLY ? response.revision : 0,
    stock?.revision ?? 0,
    timestamp,
    known.id,
  )
  flow.add('published', source, timestamp, timestamp - changedAt)
}

/** AB: received, an answer follows. It says that the answer is still to come. */
const RECEIVED_ONLY = 'AB'

function noteUpdate(
  order: KnownOrder,
  update: OrderUpdate,
  { timestamp }: IncomingMessage,
  effects: NoteEffects,
) {
  const { run, flow } = effects
  const { id, source, partner, orderRevision } = update
  const known = run.updateOf.get(order.id, id) as KnownUpdate | undefined
  run.touch.run(timestamp, order.id)
  // Sent again, with the same id.
  if (known && known.at > 0) return
  if (known) {
    run.sentAt.run(timestamp, order.id, id)
    flow.time('settled', source, known.settledAt, known.settledAt - timestamp)
  } else {
    run.addUpdate.run(order.id, id, source, partner, timestamp, null, 0)
    run.waiting.run(1, order.id)
  }
  run.countPartner.run(partner, 1, 0, 0, 0, timestamp)
  if (update.response && order.supplier !== null) run.speaksFor.run(order.supplier, partner)
  const answersNewest = orderRevision === order.revision && order.revision_at > 0
  flow.add('answered', partner, timestamp, answersNewest ? timestamp - order.revision_at : undefined)
  if (update.response && update.response.code !== RECEIVED_ONLY) run.answer.run(orderRevision, order.id)
  if (update.stockConfirmation) run.stock.run(orderRevision, order.id)
}

interface KnownUpdate {
  /** When it was sent; 0 while only its outcome has been read. */
  readonly at: number
  readonly result: string | null
  readonly settledAt: number
}

function noteOutcome(
  order: KnownOrder,
  outcome: OrderUpdateOutcome,
  { timestamp }: IncomingMessage,
  { run, flow }: NoteEffects,
) {
  const { updateId, source, partner, result } = outcome
  const known = run.updateOf.get(order.id, updateId) as KnownUpdate | undefined
  run.touch.run(timestamp, order.id)
  if (!known) run.addUpdate.run(order.id, updateId, source, partner, 0, result, timestamp)
  else {
    run.settle.run(result, order.id, updateId)
    if (known.result === null) run.waiting.run(-1, order.id)
  }
  // Told again after a crash, or applied after all after it was parked: it counts as what it has become.
  const before = countsOf(known?.result)
  const now = countsOf(result)
  run.countPartner.run(partner, 0, now[0] - before[0], now[1] - before[1], now[2] - before[2], 0)
  flow.add('settled', source, timestamp, known && known.at > 0 ? timestamp - known.at : undefined)
}

/** Applied, refused, parked. */
function countsOf(result: string | null | undefined): [number, number, number] {
  const is = (...results: string[]) => (result != null && results.includes(result) ? 1 : 0)
  return [is('APPLIED', 'ALREADY_APPLIED'), is('REFUSED'), is('PARKED')]
}
