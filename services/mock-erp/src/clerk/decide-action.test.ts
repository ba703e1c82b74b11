// The clerk is deterministic: the seed and what was known at the start decide which orders change, and how.
import type { CatalogueEntry } from '@channel-adapter/adventureworks'
import { expect, test } from 'vitest'
import type { ClerkAction, ClerkKind, ClerkKnowledge, ClerkState } from './decide-action.ts'
import { clerkKinds, decideAction } from './decide-action.ts'

const terms: CatalogueEntry = {
  name: 'Saddle',
  leadTimeDays: 17,
  standardPrice: '47.87',
  minimumQuantity: '5',
  maximumQuantity: '9',
  unit: 'EA',
}
const knowing = (...kinds: ClerkKind[]): ClerkKnowledge => ({
  kinds,
  shipMethods: ['TRUCK', 'AIR'],
  suppliers: [
    {
      code: '1580',
      name: 'Litware, Inc.',
      catalogue: [
        ['SA-1', terms],
        ['SA-2', terms],
      ],
    },
  ],
  today: '2026-11-24',
})
const begin = (random: number): ClerkState => ({
  random,
  actions: 0,
  orders: Array.from({ length: 40 }, (_, index) => ({ number: index + 1, orderDate: '2011-04-16' })),
})

function actions(knowledge: ClerkKnowledge, seed: number, count: number): ClerkAction[] {
  const taken: ClerkAction[] = []
  let state = begin(seed)
  while (taken.length < count) {
    const next = decideAction(knowledge, state)
    if (!next) break
    taken.push(next.action)
    state = next.state
  }
  return taken
}
const quantities = (taken: ClerkAction[]) =>
  taken.flatMap((action) =>
    'order' in action ? action.order.lines.map((line) => Number(line.quantity)) : [],
  )

test('the same seed takes the same actions, another seed others', () => {
  const knowledge = knowing(...clerkKinds)
  expect(actions(knowledge, 1, 50)).toEqual(actions(knowledge, 1, 50))
  expect(actions(knowledge, 1, 50)).not.toEqual(actions(knowledge, 2, 50))
})

test('every kind asked for comes up, and no other', () => {
  const kinds = (knowledge: ClerkKnowledge) => new Set(actions(knowledge, 3, 60).map((action) => action.kind))
  expect(kinds(knowing(...clerkKinds))).toEqual(new Set(clerkKinds))
  expect(kinds(knowing('note'))).toEqual(new Set(['note']))
})

test('edits and notes touch dates, ship method and note only, so that all sums stay', () => {
  const edits = actions(knowing('edit', 'note'), 4, 80).map((action) => ('edit' in action ? action.edit : {}))
  const touched = new Set(edits.flatMap((edit) => Object.keys(edit)))
  expect(touched).toEqual(new Set(['due_date', 'ship_method', 'note']))
  for (const { due_date } of edits) {
    if (due_date) expect(due_date > '2011-04-16' && due_date < '2011-07-01').toBe(true)
  }
})

test('a cancelled order is never touched again, and the clerk ends when none is left', () => {
  const numbers = actions(knowing('cancel'), 5, 100).map((action) => ('edit' in action ? action.number : 0))
  expect(numbers.toSorted((a, b) => a - b)).toEqual(begin(5).orders.map((order) => order.number))
})

test('an added order keeps to the catalogue: its products once each, its prices, its quantities', () => {
  const taken = actions(knowing('add'), 6, 40)
  for (const quantity of quantities(taken)) expect(quantity >= 5 && quantity <= 9).toBe(true)
  expect(new Set(quantities(taken))).toEqual(new Set([5, 6, 7, 8, 9]))
  for (const action of taken) {
    const lines = 'order' in action ? action.order.lines : []
    expect(new Set(lines.map((line) => line.product.number)).size).toBe(lines.length)
    expect(lines[0]).toMatchObject({ unit: 'EA', unit_price: '47.87', due_date: '2026-12-11' })
  }
})

test('an order against the catalogue is always too much or too little', () => {
  expect(new Set(quantities(actions(knowing('add_against_catalogue'), 7, 40)))).toEqual(new Set([4, 10]))
})

test('with no order to choose from there is nothing to do', () => {
  expect(decideAction(knowing('edit'), { random: 1, actions: 0, orders: [] })).toBeUndefined()
})
