import { expect, test } from 'vitest'
import { mapPage } from './map-page.ts'
import { sampleDocument } from './testing/sample.ts'

const at = (updated_at: string, number: string) => ({ ...sampleDocument, updated_at, number })
const early = '2026-11-24T20:00:00.000001Z'
const late = '2026-11-24T20:00:00.000002Z'
const more = { updated_since: late, after: '4' }

function pageOf(text: string, after?: { changedAt: string; number?: string }) {
  const position = after && { changedAt: after.changedAt, ...(after.number && { number: after.number }) }
  return mapPage(JSON.parse(text), Buffer.from(text), 'adventure-works', position)
}
const pageWith = (items: unknown[], next: unknown, after?: { changedAt: string; number?: string }) =>
  pageOf(JSON.stringify({ items, next }), after)

test('a page goes on after its last order', async () => {
  const page = await pageWith([at(early, '9'), at(late, '4')], more)
  expect(page?.orders.map(({ number }) => number)).toEqual(['9', '4'])
  expect(page).toMatchObject({ unreadable: [], next: { changedAt: late, number: '4' }, more: true })
})

test('the last page goes on there too, for changes to come', async () => {
  expect(await pageWith([at(late, '4')], null)).toMatchObject({
    next: { changedAt: late, number: '4' },
    more: false,
  })
})

test('an empty page stays where it began', async () => {
  const after = { changedAt: early, number: '9' }
  expect(await pageWith([], null, after)).toEqual({ orders: [], unreadable: [], next: after, more: false })
  expect(await pageWith([], null)).toEqual({ orders: [], unreadable: [], next: undefined, more: false })
})

test('an order that cannot be mapped is set aside with its place and its document; the others flow', async () => {
  const page = await pageWith([at(early, '8'), { ...at(early, '9'), status: 'frozen' }, at(late, '4')], null)
  expect(page?.orders.map(({ number }) => number)).toEqual(['8', '4'])
  expect(page?.unreadable).toEqual([
    {
      number: '9',
      path: '/status',
      reason: expect.stringContaining('must be one of "issued"') as string,
      raw: JSON.stringify({ ...at(early, '9'), status: 'frozen' }),
    },
  ])
})

test('its document keeps every digit that the ERP wrote', async () => {
  const text = JSON.stringify({ items: [at(late, '4')], next: null })
  const page = await pageOf(text.replace('"180.48"', '12345678901234567890.10'))
  expect(page?.unreadable).toMatchObject([{ number: '4', path: '/subtotal' }])
  expect(page?.unreadable[0]?.raw).toContain('"subtotal":12345678901234567890.10')
})

test('a page may end with an order that cannot be mapped: the next one begins after it all the same', async () => {
  const page = await pageWith([at(early, '9'), { ...at(late, '4'), status: 'frozen' }], more)
  expect(page).toMatchObject({ next: { changedAt: late, number: '4' }, more: true })
})

test('what is not even an object is set aside, and the page ends at the last order that has a place', async () => {
  const page = await pageWith([at(early, '9'), 'nonsense', { number: 12 }], null)
  expect(page?.unreadable.map(({ number, path }) => [number, path])).toEqual([
    ['', ''],
    ['12', '/number'],
  ])
  expect(page?.next).toEqual({ changedAt: early, number: '9' })
})

test.each(['null', '[]', '"page"', '{}', '{"items":{}}'])('%s is no page', async (text) => {
  expect(await pageOf(text)).toBeUndefined()
})

test('a page that claims more without leading further is refused: following it would never end', async () => {
  expect(await pageWith([at(late, '4')], more, { changedAt: late, number: '4' })).toBeUndefined()
  expect(await pageWith([at(early, '9')], more, { changedAt: late, number: '4' })).toBeUndefined()
  expect(await pageWith([], more)).toBeUndefined()
  expect(await pageWith([], more, { changedAt: late })).toBeUndefined()
  expect(await pageWith([at(late, '4')], more, { changedAt: late })).toMatchObject({ more: true })
})
