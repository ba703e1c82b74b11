// The dataset's orders all arrived, so their suppliers must accept them: refusals are for what a clerk adds.
import { loadCatalogue, loadOrders } from '@channel-adapter/adventureworks'
import { expect, test } from 'vitest'
import { issued } from '../test/given.ts'
import { respond, type Terms } from './respond.ts'

const catalogue = loadCatalogue()
const nothing: Terms = new Map()
const answers = loadOrders().map((ordered) => {
  const order = issued(ordered)
  return { order, response: respond(order, catalogue.get(order.supplier.id) ?? nothing) }
})

test('every line of all 4,012 orders is accepted in full', () => {
  expect(answers).toHaveLength(4012)
  for (const { order, response } of answers) {
    const confirmed = response.lines.map(({ line, quantity }) => ({ line, quantity }))
    expect(confirmed, order.number).toEqual(order.lines.map(({ line, quantity }) => ({ line, quantity })))
  }
})

test('most orders are accepted as they are, the others with a later date or a higher price', () => {
  const codes = Object.groupBy(answers, ({ response }) => response.code)
  expect(codes).toMatchObject({ AP: { length: 2493 }, CA: { length: 1519 } })
  const lines = Object.groupBy(
    answers.flatMap(({ response }) => response.lines),
    ({ code }) => code,
  )
  expect(Object.entries(lines).map(([code, { length }]) => [code, length])).toEqual([
    ['3', 3167],
    ['5', 5678],
  ])
})
