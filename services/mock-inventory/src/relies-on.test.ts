/** relies-on.json is what `adapter contracts check` protects: it must name what is read, all of it and nothing else. */
import { contracts } from '@channel-adapter/contracts'
import { line, order, watchingCodec } from '@channel-adapter/contracts/testing'
import type { IncomingMessage } from '@channel-adapter/messaging'
import { expect, test } from 'vitest'
import reliesOn from '../relies-on.json' with { type: 'json' }
import { Book } from './book.ts'
import { handleSnapshot } from './handle-snapshot.ts'

test('the handler reads of an order what relies-on.json says, all of it and nothing else', async () => {
  const places = new Set<string>()
  const codec = watchingCodec(contracts.order, places)
  const book = new Book(':memory:', new Map())
  const handle = handleSnapshot({
    codec,
    book,
    receipts: new Map(),
    publisher: { publish: () => Promise.resolve(), stop: () => Promise.resolve() },
    channel: { codec: watchingCodec(contracts.orderUpdate, new Set()), topic: 'updates' },
    answerDelayMs: 0,
  })
  const response = { code: 'AP' as const, revision: 1, reason: null }
  const stockConfirmation = { code: 'FULL' as const, revision: 1 }
  const shipped = [line({ shippedQuantity: '10' })]
  const snapshots = [
    order(),
    order({ status: 'SHIPPED', response, stockConfirmation, lines: shipped }),
    order({ status: 'CANCELLED' }),
  ]
  for (const snapshot of snapshots) {
    const message = { value: codec.encode(snapshot), timestamp: 0, headers: {} } as IncomingMessage
    await handle(message, { signal: new AbortController().signal } as never)
  }
  book.close()
  expect([...places].toSorted()).toEqual(Object.keys(reliesOn['purchasing.order.v1']).toSorted())
})
