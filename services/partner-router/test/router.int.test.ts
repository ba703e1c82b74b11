/** Partners on topics of their own, on the real broker and registry: who has what, once, also when routing breaks off. */
import {
  connectRegistry,
  contracts,
  createCodec,
  failureTopics,
  type Order,
  orderKey,
  type OrderUpdate,
  partnerTopicDeclarations,
  partnerTopics,
  prefixed,
  registerContracts,
  ROUTED_TOPIC,
  ROUTER_CURSOR_TOPIC,
  routerTopicDeclarations,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { exampleOutcomes, exampleUpdates } from '@channel-adapter/contracts/examples'
import { order } from '@channel-adapter/contracts/testing'
import {
  createPublisher,
  createTopics,
  type IncomingMessage,
  follow,
  type Following,
  openTransactionalPublisher,
} from '@channel-adapter/messaging'
import { testKafka, unique, until } from '@channel-adapter/messaging/testing'
import type { Partner } from '@channel-adapter/partners'
import { partner } from '@channel-adapter/partners/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createApp, type RouterApp } from '../src/app.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const registry = connectRegistry(inject('schemaRegistryUrl'))
const prefix = `${unique('router')}.`
const topicOf = ({ name }: { name: string }) => prefix + name
const orders = topicOf(contracts.order)
const updates = topicOf(contracts.orderUpdate)
const outcomes = topicOf(contracts.orderUpdateOutcome)
const litwares = partnerTopics('litware', prefix)
const fabrikams = partnerTopics('fabrikam', prefix)

const supplier = (id: string, number: string, over = {}) =>
  partner({
    id,
    kafka: 'own',
    sends: [contracts.orderUpdate.name],
    orders: ['erp:*'],
    suppliers: [`erp:${number}`],
    ...over,
  })
const litware = supplier('litware', '1')
const fabrikam = supplier('fabrikam', '2')
const known = ['litware', 'fabrikam', 'warehouse']

let codecs: Awaited<ReturnType<typeof openCodecs>>
const publisher = createPublisher(kafka)
let app: RouterApp | undefined
let observer: Following
const seen: IncomingMessage[] = []
const refusedOf = (topic: string) => failureTopics(topic, `${prefix}partner-router`).invalid

async function openCodecs() {
  return {
    order: await createCodec(contracts.order, orders, registry),
    update: await createCodec(contracts.orderUpdate, updates, registry),
    outcome: await createCodec(contracts.orderUpdateOutcome, outcomes, registry),
  }
}

beforeAll(async () => {
  await Promise.all([
    createTopics(kafka, [
      ...prefixed(topicDeclarations, prefix),
      ...routerTopicDeclarations(prefix),
      ...known.flatMap((id) => partnerTopicDeclarations(id, prefix)),
    ]),
    registerContracts(registry, prefix, known),
  ])
  codecs = await openCodecs()
  const own = known.map((id) => partnerTopics(id, prefix))
  observer = await follow(kafka, {
    topics: [
      orders,
      updates,
      refusedOf(litwares.updates),
      ...own.flatMap((topics) => [topics.orders, topics.outcomes]),
    ],
    group: `${prefix}observer`,
    onMessage: (message) => seen.push(message),
    onFatal: (error) => expect.fail(error.message),
  })
  app = await start([litware, fabrikam])
})
afterAll(async () => {
  await Promise.all([app?.stop(), observer.stop()])
  await publisher.stop()
})

const start = (partners: Partner[]) =>
  createApp({
    kafka,
    topicPrefix: prefix,
    partners,
    codecs,
    onFatal: (error) => expect.fail(error.message),
  })
async function restart(partners: Partner[]): Promise<void> {
  await app?.stop()
  app = await start(partners)
}

/** What readers of committed messages have seen of a topic so far. */
const contentOf = (topic: string) => seen.filter((message) => message.topic === topic)
/** What lies in a topic of one order: its versions, in order; nothing for a withdrawal. */
async function versionsOf(topic: string, number: string): Promise<(string | undefined)[]> {
  const found = contentOf(topic).filter(({ key }) => key === `erp:${number}`)
  return Promise.all(
    found.map(async ({ value }) =>
      value.length > 0 ? (await codecs.order.decode(value)).version : undefined,
    ),
  )
}
const snapshot = (number: string, of: string, version = '1'): Order =>
  order({ source: 'erp', number, version, supplier: { id: of, name: `Supplier ${of}` } })
const publish = (...snapshots: Order[]) =>
  publisher.publish(
    snapshots.map((each) => ({
      topic: orders,
      key: orderKey(each),
      value: codecs.order.encode(each),
      headers: { ce_id: `${each.number}@${each.version}`, traceparent: 'as it came' },
    })),
  )
const has = (topic: string, number: string, ...versions: (string | undefined)[]) =>
  until(async () => JSON.stringify(await versionsOf(topic, number)) === JSON.stringify(versions))

describe('an order', () => {
  test('comes to its supplier as it is on the order topic, and to no other', async () => {
    await publish(snapshot('a', '1'), snapshot('b', '2'), snapshot('c', '3'), snapshot('a', '1', '2'))
    await Promise.all([has(litwares.orders, 'a', '1', '2'), has(fabrikams.orders, 'b', '1')])
    const keys = async (topic: string) => new Set(contentOf(topic).map(({ key }) => key))
    expect(await keys(litwares.orders)).toEqual(new Set(['erp:a']))
    expect(await keys(fabrikams.orders)).toEqual(new Set(['erp:b']))
    const original = contentOf(orders).find(({ key }) => key === 'erp:b')
    const [routed] = contentOf(fabrikams.orders)
    expect(routed?.value).toEqual(original?.value)
    expect(routed?.headers).toEqual(original?.headers)
    expect(routed?.partition).toBe(original?.partition)
  })

  test('that changes supplier is withdrawn from the one that had it', async () => {
    await publish(snapshot('d', '1'))
    await has(litwares.orders, 'd', '1')
    await publish(snapshot('d', '2', '2'))
    await Promise.all([has(litwares.orders, 'd', '1', undefined), has(fabrikams.orders, 'd', '2')])
    const withdrawn = contentOf(litwares.orders).find(
      ({ key, value }) => key === 'erp:d' && value.length === 0,
    )
    expect(withdrawn?.headers).toMatchObject({
      ce_type: 'purchasing.order-withdrawn.v1',
      ce_subject: 'erp:d',
    })
    expect(JSON.stringify(withdrawn?.headers)).not.toContain('Supplier 2')
  })

  test('of which the header names another supplier goes by what it says itself', async () => {
    const stranger = snapshot('e', '2')
    const headers = { supplier: '1' }
    await publisher.publish([
      { topic: orders, key: orderKey(stranger), value: codecs.order.encode(stranger), headers },
    ])
    await has(fabrikams.orders, 'e', '1')
    expect(await versionsOf(litwares.orders, 'e')).toEqual([])
  })
})

describe('an answer', () => {
  const send = (topic: string, update: OrderUpdate, value = codecs.update.encode(update)) =>
    publisher.publish([{ topic, key: orderKey(update), value, headers: {} }])
  /** What a broker takes, and not with what must be said of it: it ended the routing, after every restart again. */
  async function sendTooLarge(): Promise<void> {
    const producer = kafka.producer({})
    await producer.connect()
    await producer.send({
      topic: litwares.updates,
      messages: [{ key: orderKey(answer('large')), value: Buffer.alloc(1_000_000) }],
    })
    await producer.disconnect()
  }
  const answer = (id: string, over: Partial<OrderUpdate> = {}): OrderUpdate => ({
    ...exampleUpdates.response,
    id,
    source: 'erp',
    number: 'a',
    partner: 'litware',
    ...over,
  })
  const refusals = () =>
    contentOf(refusedOf(litwares.updates)).map(({ headers }) => headers['x-error-code'] ?? '')

  test('goes on under its sender’s own name, and nothing else does', async () => {
    await send(litwares.updates, answer('in another’s name', { partner: 'fabrikam' }))
    await send(litwares.updates, answer('about another ERP', { source: 'other' }))
    await send(litwares.updates, answer('rubbish'), Buffer.from('rubbish'))
    await sendTooLarge()
    const good = answer('good')
    await send(litwares.updates, good)
    await until(async () => refusals().length === 4)
    const codes = ['message-too-large', 'not-avro', 'not-permitted', 'not-permitted']
    expect(refusals().toSorted()).toEqual(codes)
    await until(async () => contentOf(updates).length > 0)
    const passed = await Promise.all(contentOf(updates).map(({ value }) => codecs.update.decode(value)))
    expect(passed).toEqual([good])
  })

  test('has its outcome told to its sender alone', async () => {
    const value = codecs.outcome.encode({
      ...exampleOutcomes.applied,
      source: 'erp',
      number: 'a',
      partner: 'fabrikam',
    })
    await publisher.publish([{ topic: outcomes, key: 'erp:a', value, headers: {} }])
    await until(async () => contentOf(fabrikams.outcomes).length === 1)
    expect(contentOf(litwares.outcomes)).toEqual([])
  })
})

describe('whatever happens to the router', () => {
  test('each version comes once and in order: shut out in the middle, and started again', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => `x${index}`)
    for (const version of ['1', '2', '3']) {
      await publish(...numbers.map((number) => snapshot(number, '1', version)))
      // As another instance does that takes the partition over: what is under way fails, and is routed again.
      const usurpers = await Promise.all(
        [0, 1, 2, 3, 4, 5].map((partition) =>
          openTransactionalPublisher(kafka, `${prefix}partner-router.${partition}`),
        ),
      )
      await Promise.all(usurpers.map((usurper) => usurper.close()))
    }
    await until(async () => (await versionsOf(litwares.orders, 'x0')).length === 3)
    await until(
      async () => contentOf(litwares.orders).filter(({ key }) => key.startsWith('erp:x')).length >= 120,
    )
    for (const number of numbers) expect(await versionsOf(litwares.orders, number)).toEqual(['1', '2', '3'])
  }, 60_000)

  test('a partner that is new has the last of what there is, and nobody anything twice', async () => {
    const before = contentOf(litwares.orders)
    const warehouse = partner({ id: 'warehouse', kafka: 'own', orders: ['erp:*'] })
    await restart([litware, fabrikam, warehouse])
    const all = partnerTopics('warehouse', prefix).orders
    const there = new Set(contentOf(orders).map(({ key }) => key))
    await until(async () => new Set(contentOf(all).map(({ key }) => key)).size === there.size)
    expect(await versionsOf(all, 'd')).toEqual(['2'])
    expect(contentOf(litwares.orders)).toEqual(before)
  })

  test('state that is none is passed over, but for how far a topic was read: until that is put right, nothing is routed', async () => {
    const before = contentOf(litwares.orders)
    const everywhere = (topic: string, key: string, value: string) =>
      publisher.publish(
        Array.from({ length: 6 }, (_, partition) => ({
          topic: prefix + topic,
          partition,
          key,
          value: Buffer.from(value),
          headers: {},
        })),
      )
    await everywhere(ROUTER_CURSOR_TOPIC, 'elsewhere', 'no cursor')
    await everywhere(ROUTED_TOPIC, 'erp:d', '{"at":"x"}')
    await everywhere(ROUTED_TOPIC, 'erp:nobodys', '')
    await restart([litware, fabrikam])
    await publish(snapshot('e', '1'))
    await has(litwares.orders, 'e', '1')

    // Or it would still write the right one behind it.
    await app?.stop()
    await everywhere(ROUTER_CURSOR_TOPIC, orders, '{"next":-1}')
    app = await start([litware, fabrikam])
    await publish(snapshot('e', '1', '2'))
    await until(() => app?.states().filter(({ fault }) => fault?.includes('no cursor of')).length === 6)
    expect(await versionsOf(litwares.orders, 'e')).toEqual(['1'])
    await everywhere(ROUTER_CURSOR_TOPIC, orders, '')
    await has(litwares.orders, 'e', '1', '2')
    const others = contentOf(litwares.orders).filter(({ key }) => key !== 'erp:e')
    expect(others).toEqual(before)
  }, 60_000)
})
