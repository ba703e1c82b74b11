import { randomUUID } from 'node:crypto'
import type { Order, OrderUpdate } from '@channel-adapter/contracts'
import { ErpConflict, ErpRejected } from '../errors.ts'
import type { ErpConnection, ErpOrder } from '../port.ts'
import type { Finding } from './check-reading.ts'

/**
 * Writes to one order, really, and finds out what updates can be relied on for: an answer "received" of a supplier,
 * or where the ERP has no place for it, a stock confirmation of nothing. Then once more at the version before.
 * @throws errors of errors.ts where the ERP cannot be asked
 */
export async function checkWriting(
  erp: ErpConnection,
  number: string,
  signal: AbortSignal,
): Promise<Finding[]> {
  const before = await erp.readOrder(number, signal)
  if (!before) return [{ level: 'fault', text: `The ERP has no order ${number}.` }]
  const written = await writeSome(erp, before.order, signal)
  if ('refused' in written) {
    return [{ level: 'fault', text: `Nothing could be written: ${written.refused}` }]
  }
  const { update, after } = written
  return [
    ...shown(before.order, after.order, update.id),
    await recognised(erp, update, signal),
    await bites(erp, before.order, after.order, update, signal),
  ]
}

async function writeSome(
  erp: ErpConnection,
  order: Order,
  signal: AbortSignal,
): Promise<{ update: OrderUpdate; after: ErpOrder } | { refused: string }> {
  let refused = ''
  for (const update of harmless(order)) {
    try {
      return { update, after: await erp.applyUpdate(update, order.version, signal) }
    } catch (error) {
      if (!(error instanceof ErpRejected)) throw error
      refused = error.message
    }
  }
  return { refused }
}

function shown(before: Order, after: Order, id: string): Finding[] {
  return [
    before.version === after.version
      ? {
          level: 'fault',
          text: `Update ${id} was written, and the version stayed ${after.version}.`,
          remedy: 'look at order.version',
        }
      : {
          level: 'fine',
          text: `Update ${id} was written: version ${before.version} became ${after.version}.`,
        },
    before.revision === after.revision
      ? { level: 'fine', text: 'The revision stayed as it was: partners will not answer their own answers.' }
      : {
          level: 'fault',
          text: 'The revision grew with our own write: partners would answer their own answers for ever.',
          remedy: 'look at order.revision',
        },
  ]
}

async function recognised(erp: ErpConnection, update: OrderUpdate, signal: AbortSignal): Promise<Finding> {
  const now = await erp.readOrder(update.number, signal, update)
  if (now?.appliedUpdates.has(update.id)) {
    return { level: 'fine', text: 'Read again, the order shows the update: a redelivered one is recognised.' }
  }
  return erp.capabilities.updateId
    ? {
        level: 'fault',
        text: 'Read again, the order does not show the update.',
        remedy: 'look at updates.applied',
      }
    : {
        level: 'doubt',
        text: 'The order shows no updates: a redelivered one is not recognised.',
        remedy: 'see updates.applied for a way to recognise one',
      }
}

/** Whether a second write at the version before is refused. */
async function bites(
  erp: ErpConnection,
  before: Order,
  after: Order,
  update: OrderUpdate,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    await erp.applyUpdate(
      { ...update, id: randomUUID(), orderRevision: after.revision },
      before.version,
      signal,
    )
  } catch (error) {
    if (error instanceof ErpConflict) {
      return { level: 'fine', text: 'A second write at the version before was refused: the condition bites.' }
    }
    throw error
  }
  return erp.capabilities.versionCondition === 'none'
    ? { level: 'doubt', text: 'A second write at the version before landed: the ERP checks no version.' }
    : {
        level: 'fault',
        text: 'A second write at the version before landed: the ERP does not check it.',
        remedy: 'look at updates.condition',
      }
}

function harmless(order: Order): OrderUpdate[] {
  const [line] = order.lines
  const nothing = {
    source: order.source,
    number: order.number,
    orderVersion: order.version,
    orderRevision: order.revision,
    partner: 'adapter erp check',
    occurredAt: order.changedAt,
    response: null,
    stockConfirmation: null,
    shippingNotice: null,
    goodsReceipt: null,
    statusChange: null,
  }
  const [number, quantity] = [line?.line ?? '1', line?.quantity ?? '0']
  const answered = {
    line: number,
    code: '5',
    quantity: null,
    unitPrice: null,
    promisedDate: null,
    backorderedQuantity: null,
  } as const
  const lacking = {
    line: number,
    reservedQuantity: '0',
    backorderedQuantity: quantity,
    location: null,
    availableOn: null,
  }
  return [
    { ...nothing, id: randomUUID(), response: { code: 'AB', reason: null, lines: [answered] } },
    { ...nothing, id: randomUUID(), stockConfirmation: { code: 'BACKORDERED', lines: [lacking] } },
  ]
}
