// On the real broker: each snapshot of a supplier served here is answered under the contract, and once.
import { orderKey } from '@channel-adapter/contracts'
import { line, order } from '@channel-adapter/contracts/testing'
import { until } from '@channel-adapter/messaging/testing'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { openChannel } from '../test/channel.ts'
import { consumerGroup, createApp, type Supplier } from './app.ts'

const served = { suppliers: ['1580'], group: 'west', groups: 1 }
const sold = [line({ quantity: '4' })]
const stranger = { id: '1496', name: 'Another' }

let channel: Awaited<ReturnType<typeof openChannel>>
let app: Supplier | undefined

beforeAll(async () => {
  channel = await openChannel(
    inject('kafkaBrokers'),
    inject('schemaRegistryUrl'),
    consumerGroup(served.group),
  )
})
afterEach(async () => {
  await app?.stop(1000)
  app = undefined
})
afterAll(() => channel.close())

async function start() {
  const { kafka, registry, topicPrefix } = channel
  const onFatal = (error: Error) => expect.fail(error.message)
  app = await createApp({
    kafka,
    registry,
    topicPrefix,
    served,
    gatewayUrl: undefined,
    answerDelayMs: 0,
    onFatal,
  })
}

async function answersTo(number: string, count: number) {
  let found: Awaited<ReturnType<typeof channel.answers>> = []
  await until(async () => {
    found = (await channel.answers()).filter(({ update }) => update.number === number)
    return found.length >= count
  })
  return found
}

test('a snapshot is answered once for each revision, and the goods leave once', async () => {
  await start()
  const issued = order({ number: 'once', lines: sold })
  const ready = {
    ...issued,
    version: '4',
    status: 'CONFIRMED' as const,
    response: { code: 'AP' as const, revision: 1, reason: null },
    stockConfirmation: { code: 'FULL' as const, revision: 1 },
  }
  await channel.publish(issued, { ...issued, version: '2' }, ready, { ...ready, version: '5' })
  // Of the same key: once it is answered, all before it have been handled.
  await channel.publish({ ...ready, version: '6', revision: 2 })

  const found = (await answersTo('once', 3)).map(({ update }) => update)
  expect(found.map(({ orderVersion, orderRevision }) => [orderVersion, orderRevision])).toEqual([
    ['1', 1],
    ['4', 1],
    ['6', 2],
  ])
  expect(new Set(found.map(({ id }) => id)).size).toBe(3)
  expect(found[0]).toMatchObject({ partner: 'supplier-1580', response: { code: 'AP' } })
  expect(found[1]?.shippingNotice).toMatchObject({ lines: [{ line: '1', quantity: '4' }] })
})

test('after a restart the same snapshot gets the same answer', async () => {
  const issued = order({ number: 'again', lines: sold })
  await start()
  await channel.publish(issued)
  await answersTo('again', 1)
  await app?.stop()
  await start()
  await channel.publish(issued)
  const [before, after] = await answersTo('again', 2)
  const { occurredAt: _, ...content } = before?.update ?? {}
  expect(after?.update).toMatchObject(content)
})

test('an answer goes under the order’s key, as a CloudEvent with its own id, in the snapshot’s trace', async () => {
  await start()
  const issued = order({ number: 'traced' })
  await channel.publish(issued)
  const [answer] = await answersTo('traced', 1)
  expect(answer?.message.key).toBe(orderKey(issued))
  expect(answer?.message.headers).toMatchObject({
    ce_id: answer?.update.id,
    ce_type: 'purchasing.order-update.v1',
    ce_source: '/partners/supplier-1580',
    traceparent: expect.stringContaining('1'.repeat(32)) as string,
  })
})

test('orders of suppliers served elsewhere are passed over, by the header without a look inside', async () => {
  await start()
  const foreign = order({ number: 'foreign', supplier: stranger })
  const key = orderKey(foreign)
  await channel.publisher.publish([
    { topic: channel.orders, key, value: Buffer.from('not Avro'), headers: { supplier: stranger.id } },
  ])
  await channel.publish(foreign)
  await channel.publish(order({ number: 'foreign', version: '2' }))
  const found = await answersTo('foreign', 1)
  expect(found.map(({ update }) => [update.partner, update.orderVersion])).toEqual([['supplier-1580', '2']])
  expect(await channel.invalid()).toEqual([])
})

test('an order without the header is recognised by its content', async () => {
  await start()
  await channel.publishBare(
    order({ number: 'bare', supplier: stranger }),
    order({ number: 'bare', version: '2' }),
  )
  const found = await answersTo('bare', 1)
  expect(found.map(({ update }) => update.orderVersion)).toEqual(['2'])
})
