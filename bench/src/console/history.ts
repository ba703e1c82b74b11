import { contracts, createCodec, orderKey, type Registry } from '@channel-adapter/contracts'
import { exampleOrder, exampleOutcomes, exampleUpdates } from '@channel-adapter/contracts/examples'
import type { OutgoingMessage } from '@channel-adapter/messaging'

const SUPPLIERS = 86

/** @returns what the topics hold of the order of a number: its snapshot, an answer and the outcome */
export async function historyOf(
  registry: Registry,
  source: string,
): Promise<(number: number) => OutgoingMessage[]> {
  const { order, orderUpdate, orderUpdateOutcome } = contracts
  const orders = await createCodec(order, order.name, registry)
  const updates = await createCodec(orderUpdate, orderUpdate.name, registry)
  const outcomes = await createCodec(orderUpdateOutcome, orderUpdateOutcome.name, registry)
  return (count) => {
    const supplier = String(count % SUPPLIERS)
    const about = { source, number: String(count) }
    const key = orderKey(about)
    const update = { ...exampleUpdates.response, ...about, id: `update-${count}`, partner: supplier }
    const outcome = { ...exampleOutcomes.applied, ...about, updateId: update.id, partner: supplier }
    const snapshot = {
      ...exampleOrder,
      ...about,
      supplier: { id: supplier, name: `Supplier ${supplier}` },
    }
    return [
      { topic: order.name, key, value: orders.encode(snapshot), headers: {} },
      { topic: orderUpdate.name, key, value: updates.encode(update), headers: {} },
      { topic: orderUpdateOutcome.name, key, value: outcomes.encode(outcome), headers: {} },
    ]
  }
}
