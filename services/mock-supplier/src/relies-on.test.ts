/** relies-on.json is what `adapter contracts check` protects: it must name what is read, all of it and nothing else. */
import { contracts } from '@channel-adapter/contracts'
import { line, order, watchingCodec } from '@channel-adapter/contracts/testing'
import type { IncomingMessage } from '@channel-adapter/messaging'
import { expect, test } from 'vitest'
import reliesOn from '../relies-on.json' with { type: 'json' }
import { terms } from '../test/given.ts'
import { AnsweredOrders } from './answered-orders.ts'
import { handleSnapshot } from './handle-snapshot.ts'

test('the handler reads of an order what relies-on.json says, all of it and nothing else', async () => {
  const places = new Set<string>()
  const codec = watchingCodec(contracts.order, places)
  const handle = handleSnapshot({
    codec,
    serves: () => true,
    catalogue: new Map([['1580', new Map([['AR-5381', terms]])]]),
    answered: new AnsweredOrders(),
    send: () => Promise.resolve(),
    answerDelayMs: 0,
  })
  const response = { code: 'AP' as const, revision: 1, reason: null }
  const stockConfirmation = { code: 'FULL' as const, revision: 1 }
  const snapshots = [
    order(),
    order({ status: 'CONFIRMED', response, stockConfirmation }),
    order({ number: '2', lines: [line({ shippedQuantity: '1' })] }),
  ]
  for (const snapshot of snapshots) {
    const message = { value: codec.encode(snapshot), timestamp: 0, headers: {} } as IncomingMessage
    await handle(message, { signal: new AbortController().signal } as never)
  }
  expect([...places].toSorted()).toEqual(Object.keys(reliesOn['purchasing.order.v1']).toSorted())
})
