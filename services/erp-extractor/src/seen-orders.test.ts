import { fromMicros } from '@channel-adapter/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSeen, remember, type SeenOrder, type SeenOrders, stretchOf } from './seen-orders.ts'

const START = Date.UTC(2026, 10, 27) * 1000
const at = (micros: number) => fromMicros(START + micros)
const ALL = { windowMs: 60_000, begins: at(0), most: 1e9 }
const anyOrder = (span: number): fc.Arbitrary<SeenOrder> =>
  fc
    .tuple(fc.nat(300), fc.nat(3), fc.nat(span))
    .map(([number, version, micros]) => [String(number), String(version), at(micros)])
const anyPages = (span: number) =>
  fc.array(fc.array(anyOrder(span), { maxLength: 40 }), { minLength: 1, maxLength: 12 })
const holds = (seen: SeenOrders, [number, version]: SeenOrder) => isSeen(seen, number, version)
const sizeOf = (seen: SeenOrders) => JSON.stringify(seen.flatMap(({ orders }) => orders)).length

test('what is remembered is what was published and is neither too old nor too much, and nothing else', () => {
  const limits = fc.record({
    windowMs: fc.constantFrom(1000, 60_000, 3_600_000),
    begins: fc.nat(300_000_000).map(at),
    most: fc.integer({ min: 0, max: 3000 }),
  })
  fc.assert(
    fc.property(anyPages(400_000_000), limits, (pages, memory) => {
      let seen: SeenOrders = []
      let horizon = ''
      const added = new Map<string, string>()
      for (const page of pages) {
        // Nothing is read again of what was forgotten.
        const fresh = page.filter(([, , moment]) => moment > horizon)
        for (const [number, version, moment] of fresh) {
          const name = `${number} ${version}`
          if (!isSeen(seen, number, version) && !added.has(name)) added.set(name, moment)
        }
        const now = remember(seen, fresh, memory)
        for (const [name, moment] of added) {
          const [number = '', version = ''] = name.split(' ')
          if (!isSeen(now.seen, number, version)) {
            const mayBeGone = moment < memory.begins || moment <= (now.forgotten ?? horizon)
            expect(mayBeGone, `${name} of ${moment}`).toBe(true)
            added.delete(name)
          }
        }
        seen = now.seen
        if (now.forgotten !== undefined && now.forgotten > horizon) horizon = now.forgotten
        expect(sizeOf(seen)).toBeLessThanOrEqual(memory.most + 2)
        expect(seen.flatMap(({ orders }) => orders)).toHaveLength(added.size)
      }
    }),
  )
})

test('stretches follow each other and share no moment, in whatever order the changes come', () => {
  fc.assert(
    fc.property(anyPages(100_000_000), (pages) => {
      let seen: SeenOrders = []
      for (const page of pages) ({ seen } = remember(seen, page, { ...ALL, most: 4000 }))
      seen.forEach(({ from, to }, index) => {
        expect(from <= to).toBe(true)
        const before = seen[index - 1]
        if (before) expect(before.to < from).toBe(true)
      })
    }),
  )
})

test('what was remembered before stays as it was, though more was remembered since', () => {
  fc.assert(
    fc.property(anyPages(100_000_000), fc.array(anyOrder(100_000_000)), (pages, more) => {
      let seen: SeenOrders = []
      for (const page of pages) ({ seen } = remember(seen, page, ALL))
      const before = more.map((order) => holds(seen, order))
      const later = remember(seen, more, { ...ALL, begins: at(50_000_000) }).seen
      expect(more.map((order) => holds(seen, order))).toEqual(before)
      const readBack = later.map(({ from, to, orders }) => stretchOf(from, to, orders))
      expect(readBack).toEqual(later)
      expect(more.map((order) => holds(readBack, order))).toEqual(more.map((order) => holds(later, order)))
    }),
  )
})

test('a stretch to which nothing was added is the same object as before: it is written once', () => {
  const orders = (from: number, to: number): SeenOrder[] =>
    Array.from({ length: to - from }, (_, n) => [String(from + n), '1', at(from + n)])
  const { seen } = remember([], orders(0, 1000), { ...ALL, most: 16_000 })
  const later = remember(seen, orders(1000, 1100), { ...ALL, most: 16_000 }).seen
  expect(seen.length).toBeGreaterThan(5)
  expect(later.slice(0, seen.length - 1)).toEqual(seen.slice(0, -1))
  for (const [index, stretch] of seen.slice(0, -1).entries()) expect(later[index]).toBe(stretch)
})

test('a slow ERP is remembered in stretches that are short beside the window, and forgotten with it', () => {
  const minute = 60_000_000
  let seen: SeenOrders = []
  for (let n = 0; n < 60; n++) {
    const begins = at(Math.max(0, n - 2) * minute)
    ;({ seen } = remember(seen, [[String(n), '1', at(n * minute)]], { windowMs: 120_000, begins, most: 1e6 }))
  }
  expect(seen.flatMap(({ orders }) => orders)).toEqual(['57\n1', '58\n1', '59\n1'])
})
