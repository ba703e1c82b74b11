import { afterEach, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { createApp } from '../app.ts'
import type { OrderDocument } from '../orders/document.ts'

let app: FastifyInstance
afterEach(() => app.close())

test('each copy of the dataset has numbers of its own and the moments of the first', async () => {
  app = createApp({ ordersLimit: 20, ordersCopies: 3 })
  const { items } = (await app.inject('/api/purchase-orders?limit=1000')).json<{ items: OrderDocument[] }>()
  const numbers = items.map(({ number }) => Number(number)).toSorted((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  const moments = Map.groupBy(items, (order) => order.updated_at)
  for (const sharing of moments.values()) expect(sharing.length % 3).toBe(0)
  const [first, copy] = [
    items.find(({ number }) => number === '7'),
    items.find(({ number }) => number === '47'),
  ]
  expect(copy).toEqual({ ...first, number: '47' })
})
