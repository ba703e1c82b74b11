/** relies-on.json is what `adapter contracts check` protects: it must name what is read, all of it and nothing else. */
import { contracts, orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import { watchingCodec } from '@channel-adapter/contracts/testing'
import { openConnection, parseConnections } from '@channel-adapter/erp'
import type { IncomingMessage } from '@channel-adapter/messaging'
import { expect, test } from 'vitest'
import reliesOn from '../relies-on.json' with { type: 'json' }
import { updateHandler } from '../src/handle-update.ts'
import { aReceipt, aResponse, aStockConfirmation } from '../src/testing.ts'
import { openErp } from './erp-desk.ts'

const shipped = {
  response: null,
  shippingNotice: {
    shipmentId: 'S-1',
    shippedOn: '2026-11-24',
    carrier: null,
    lines: [{ line: '1', quantity: '4' }],
  },
}
const cancelled = { response: null, statusChange: { status: 'CANCELLED' as const, reason: null } }

test('what reaches the ERP is read of what relies-on.json says, all of it and nothing else', async () => {
  const places = new Set<string>()
  const desk = await openErp(1)
  const yaml = JSON.stringify({ connections: [{ id: 'erp', kind: 'mock-erp', url: desk.url }] })
  const [config] = parseConnections(yaml, () => undefined)
  if (!config) throw new Error('no connection')
  const erp = openConnection(config)
  try {
    const codec = watchingCodec(contracts.orderUpdate, places)
    const handle = updateHandler({
      erp,
      known: new Map(),
      codec,
      outcomes: { codec: watchingCodec(contracts.orderUpdateOutcome, new Set()), topic: 'outcomes' },
      publisher: { publish: () => Promise.resolve(), stop: () => Promise.resolve() },
      now: () => 0,
      told: () => {},
      orderGraceMs: 0,
      rights: undefined,
    })
    const updates: OrderUpdate[] = [
      aResponse({ id: 'response' }),
      aStockConfirmation({ id: 'stock' }),
      aResponse({ id: 'shipped', ...shipped }),
      aReceipt({ id: 'receipt' }),
      aResponse({ id: 'cancelled', ...cancelled }),
    ]
    for (const update of updates) {
      const about = { ...update, number: '1' }
      const message = { key: orderKey(about), value: codec.encode(about), timestamp: 0, headers: {} }
      await handle(message as IncomingMessage, { signal: new AbortController().signal } as never)
    }
    expect(await desk.effects()).toEqual(updates.map(({ id }) => id))
    expect([...places].toSorted()).toEqual(Object.keys(reliesOn['purchasing.order-update.v1']).toSorted())
  } finally {
    await erp.close()
    await desk.close()
  }
})
