import { order, supplierResponse } from '@channel-adapter/contracts/testing'
import { expect, test } from 'vitest'
import { Ledger } from './ledger.ts'
import { Places } from './places.ts'

// An hour's messages are millions: with their bytes they fitted into no memory.
test('of a message its place is kept, and nothing else', () => {
  const ledger = new Ledger()
  const message = { partition: 1, offset: 5n, value: Buffer.alloc(1000), headers: {} }
  ledger.noteOrder(order(), message)
  ledger.noteUpdate(supplierResponse('erp', '4711', { id: 'u' }), message)
  const [[snapshot] = []] = ledger.snapshots.values()
  expect(snapshot).toEqual({ version: '1', revision: 1, partition: 1, offset: 5n })
  expect(ledger.updates.get('u')).toEqual([
    {
      id: 'u',
      key: 'erp:4711',
      kind: 'RESPONSE',
      moves: { shipped: '0', received: '0', rejected: '0' },
      partition: 1,
      offset: 5n,
    },
  ])
})

test('a message that is noted once more counts once', () => {
  const ledger = new Ledger()
  for (const offset of [5n, 6n, 5n]) ledger.noteOrder(order(), { partition: 1, offset })
  expect(ledger.places.missingFrom(new Places())).toEqual(['order 1 5', 'order 1 6'])
})
