import { expect, test } from 'vitest'
import { ErpUnavailable } from '../../errors.ts'
import { TransportFault } from '../../http/exchange.ts'
import { readPage } from './read-page.ts'
import type { Search } from './search.ts'
import { datetimeFor } from './values.ts'

const ORDERS = [1, 2, 3, 4, 5]
const TOO_LARGE = 3
const momentOf = (id: number) => datetimeFor(`2026-11-25T08:00:0${id}.000000Z`)

/** A Tryton whose order 3 is larger than an answer may be, and whose other orders have no lines. */
function trytonWithOneTooLarge() {
  const asked: number[][] = []
  const search: Search = (model, domain, fields, { limit } = {}) => {
    if (model !== 'purchase.purchase') return Promise.resolve([])
    if (limit !== undefined) {
      if (fields[0] !== 'create_date') return Promise.resolve([])
      return Promise.resolve(ORDERS.map((id) => ({ id, create_date: momentOf(id) })))
    }
    const [[, operator, value]] = domain as [[string, string, unknown]]
    if (operator === '=') return Promise.resolve([{ id: value, number: `PO-${String(value)}` }])
    const ids = value as number[]
    asked.push(ids)
    if (ids.includes(TOO_LARGE)) {
      const fault = new TransportFault('too-large', true, 'the answer is longer than 67108864 bytes')
      return Promise.reject(new ErpUnavailable(fault.message, { cause: fault }))
    }
    return Promise.resolve(ids.map(documentRow))
  }
  return { search, asked }
}

function documentRow(id: number) {
  const none = { __class__: 'Decimal', decimal: '0' }
  return {
    id,
    number: `PO-${id}`,
    _timestamp: '1',
    state: 'quotation',
    revision: 0,
    purchase_date: null,
    comment: null,
    untaxed_amount: none,
    tax_amount: none,
    create_date: momentOf(id),
    write_date: null,
    'party.': { id: 2, code: '1578', name: 'Vision Cycles, Inc.' },
    'currency.': { id: 1, code: 'EUR' },
    'notes.': [],
    'lines.': [],
  }
}

test('an order that is larger than an answer may be is set aside alone, with its number, and the others flow', async () => {
  const { search, asked } = trytonWithOneTooLarge()
  const { orders, unreadable, more } = await readPage(search, 'head-office', undefined, 10)
  expect(orders.map(({ number }) => number)).toEqual(['PO-1', 'PO-2', 'PO-4', 'PO-5'])
  const reason = 'the answer is longer than 67108864 bytes'
  expect(unreadable).toEqual([{ number: 'PO-3', path: '', reason, raw: '{"id":3,"number":"PO-3"}' }])
  expect(more).toBe(false)
  expect(asked).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [1, 2], [3], [4, 5]])
})
