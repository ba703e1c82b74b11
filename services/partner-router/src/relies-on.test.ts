/** relies-on.json is what `adapter contracts check` protects: it must name what is read, all of it and nothing else. */
import {
  contracts,
  orderKey,
  type OrderUpdate,
  type OrderUpdateOutcome,
  partnerTopics,
} from '@channel-adapter/contracts'
import { order, watchingCodec } from '@channel-adapter/contracts/testing'
import type { IncomingMessage } from '@channel-adapter/messaging'
import { partner } from '@channel-adapter/partners/testing'
import { expect, test } from 'vitest'
import reliesOn from '../relies-on.json' with { type: 'json' }
import { createRouter } from './router.ts'

const snapshot = order()
const { id: supplier } = snapshot.supplier
const about = { source: snapshot.source, number: snapshot.number, partner: 'litware' }
const none = {
  response: null,
  stockConfirmation: null,
  shippingNotice: null,
  goodsReceipt: null,
  statusChange: null,
}
const updateOf = (body: string) => ({ ...about, ...none, [body]: {} }) as unknown as OrderUpdate
const updates = Object.keys(none).map(updateOf)

test('the router reads of messages what relies-on.json says, all of it and nothing else', async () => {
  const places: Record<keyof typeof reliesOn, Set<string>> = {
    'purchasing.order.v1': new Set(),
    'purchasing.order-update.v1': new Set(),
    'purchasing.order-update-outcome.v1': new Set(),
  }
  const codecs = {
    order: watchingCodec(contracts.order, places['purchasing.order.v1']),
    update: watchingCodec(contracts.orderUpdate, places['purchasing.order-update.v1']),
    outcome: watchingCodec(contracts.orderUpdateOutcome, places['purchasing.order-update-outcome.v1']),
  }
  const litware = partner({
    id: 'litware',
    kafka: 'own',
    orders: [`${snapshot.source}:*`],
    suppliers: [`${snapshot.source}:${supplier}`],
    sends: [contracts.orderUpdate.name],
    speaksFor: ['litware'],
  })
  const router = createRouter({ partners: [litware], codecs, topicPrefix: '', now: () => 0 })
  const key = orderKey(snapshot)
  const pass = (topic: string, value: Buffer) =>
    router.pass({ topic, key, value, offset: 0n, partition: 0, headers: {} } as IncomingMessage, new Map())

  expect(await pass(contracts.order.name, codecs.order.encode(snapshot))).toMatchObject({ kind: 'order' })
  const outcome = codecs.outcome.encode(about as unknown as OrderUpdateOutcome)
  expect(await pass(contracts.orderUpdateOutcome.name, outcome)).toMatchObject({ kind: 'outcome' })
  for (const update of updates) {
    const passage = await pass(partnerTopics('litware').updates, codecs.update.encode(update))
    expect(passage).toMatchObject({ kind: 'update' })
  }

  for (const [contract, read] of Object.entries(places))
    expect([...read].toSorted(), contract).toEqual(
      Object.keys(reliesOn[contract as keyof typeof reliesOn]).toSorted(),
    )
})
