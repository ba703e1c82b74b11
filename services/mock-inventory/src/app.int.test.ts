// On the real broker: each snapshot is answered under the contract, and once, however often it comes.
import { loadOrders, loadReceipts, loadStock } from '@channel-adapter/adventureworks'
import { orderKey } from '@channel-adapter/contracts'
import { line, order } from '@channel-adapter/contracts/testing'
import { until } from '@channel-adapter/messaging/testing'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { openChannel } from '../test/channel.ts'
import { createApp, GROUP, type Inventory } from './app.ts'
import { Book } from './book.ts'
import { takeIn } from './take-in.ts'

let channel: Awaited<ReturnType<typeof openChannel>>
let app: Inventory | undefined
const receipts = loadReceipts()

beforeAll(async () => {
  channel = await openChannel(inject('kafkaBrokers'), inject('schemaRegistryUrl'), GROUP)
})
afterEach(async () => {
  await app?.stop(1000)
  app = undefined
})
afterAll(() => channel.close())

async function start(book = new Book(':memory:', loadStock()), answerDelayMs = 0) {
  const { kafka, registry, topicPrefix } = channel
  const onFatal = (error: Error) => expect.fail(error.message)
  app = await createApp({ kafka, registry, topicPrefix, book, answerDelayMs, onFatal })
}

async function answersTo(numbers: readonly string[], count: number) {
  let found: Awaited<ReturnType<typeof channel.answers>> = []
  await until(async () => {
    found = (await channel.answers()).filter(({ update }) => numbers.includes(update.number))
    return found.length >= count
  })
  return found
}

const first = loadOrders()[0]
if (!first) throw new Error('the dataset is empty')
const issued = order({
  number: first.number,
  lines: first.lines.map(({ line: number, product, quantity }) =>
    line({ line: String(number), product: { id: product.number, name: product.name }, quantity }),
  ),
})

test('a snapshot is confirmed once for each revision, and the goods are received as in the dataset', async () => {
  await start()
  const revised = {
    ...issued,
    version: '3',
    revision: 2,
    lines: issued.lines.map((each) => ({ ...each, quantity: '5' })),
  }
  const shipped = {
    ...revised,
    version: '5',
    stockConfirmation: { code: 'FULL' as const, revision: 2 },
    lines: revised.lines.map((each) => ({ ...each, shippedQuantity: '5' })),
  }
  await channel.publish(
    issued,
    { ...issued, version: '2' },
    revised,
    { ...revised, version: '4' },
    shipped,
    shipped,
  )
  // Of the same key: once it is answered, all before it have been handled.
  await channel.publish({ ...shipped, version: '6', revision: 3 })

  const found = await answersTo([issued.number], 4)
  expect(found.map(({ update }) => [update.orderRevision, update.orderVersion])).toEqual([
    [1, '1'],
    [2, '3'],
    [2, '5'],
    [3, '6'],
  ])
  expect(new Set(found.map(({ update }) => update.id)).size).toBe(4)
  const [one, two, receipt] = found.map(({ update }) => update)
  expect(one?.stockConfirmation?.lines[0]?.reservedQuantity).toBe('4')
  expect(two?.stockConfirmation?.lines[0]?.reservedQuantity).toBe('5')
  const [real] = receipts.get(issued.number) ?? []
  expect(receipt?.goodsReceipt?.lines[0]).toMatchObject({
    receivedQuantity: real?.received,
    rejectedQuantity: real?.rejected,
  })
})

test('an answer goes under the order’s key, as a CloudEvent with its own id, in the snapshot’s trace', async () => {
  await start()
  const snapshot = order({ number: 'traced' })
  await channel.publish(snapshot)
  const [answer] = await answersTo(['traced'], 1)
  expect(answer?.message.key).toBe(orderKey(snapshot))
  expect(answer?.message.headers).toMatchObject({
    ce_id: answer?.update.id,
    ce_type: 'purchasing.order-update.v1',
    ce_source: '/partners/inventory',
    traceparent: expect.stringContaining('1'.repeat(32)) as string,
  })
})

test('what was booked and not sent before a crash is sent when the snapshot comes again', async () => {
  const book = new Book(':memory:', loadStock())
  const snapshot = order({ number: 'crashed' })
  takeIn(snapshot, book, receipts, '2026-11-24T20:00:00.000000Z')
  const [booked] = book.unsent(orderKey(snapshot))
  await channel.publish(snapshot)
  await start(book)
  const [answer] = await answersTo(['crashed'], 1)
  expect(answer?.update).toEqual(booked)
  await until(() => book.unsent(orderKey(snapshot)).length === 0)
})

test('a delay holds back each answer, and not the other orders', async () => {
  // Three turns of 256. So long a delay that a busy machine takes less for all that is not waiting.
  const orders = 520
  const delayMs = 2000
  await start(undefined, delayMs)
  const snapshots = Array.from({ length: orders }, (_, n) => order({ number: `delayed-${n}` }))
  const begin = Date.now()
  await channel.publish(...snapshots)
  const found = await answersTo(
    snapshots.map(({ number }) => number),
    orders,
  )
  const times = found.map(({ message }) => message.timestamp - begin)
  expect(Math.min(...times)).toBeGreaterThanOrEqual(delayMs)
  // One after the other, or in turns of 256, they would take several delays.
  expect(Math.max(...times)).toBeLessThan(2.5 * delayMs)
})
