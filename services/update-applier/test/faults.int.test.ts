/** docs/failures.md, line by line, for updates on their way into a real ERP (mock-erp as a process) over a real broker. */
import { randomUUID } from 'node:crypto'
import {
  connectRegistry,
  contracts,
  createCodec,
  failureTopicDeclarations,
  failureTopics,
  orderKey,
  type OrderUpdate,
  type OrderUpdateOutcome,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { supplierResponse } from '@channel-adapter/contracts/testing'
import {
  type ErpConnection,
  Gate,
  gatedConnection,
  openConnection,
  parseConnections,
} from '@channel-adapter/erp'
import {
  controlMessage,
  type ControlRecord,
  createPublisher,
  createTopics,
  openReplays,
  readToEnd,
  rewindGroup,
  subscribe,
  type Subscription,
} from '@channel-adapter/messaging'
import { type OrderRights, orderRights } from '@channel-adapter/partners'
import { partner } from '@channel-adapter/partners/testing'
import { testKafka, until } from '@channel-adapter/messaging/testing'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Applier, createApp } from '../src/app.ts'
import { gateChecks, subscriptionChecks } from '../src/readiness.ts'
import { type ErpDesk, openErp } from './erp-desk.ts'

const ORDERS = 60
const kafka = testKafka(inject('kafkaBrokers'))
const registry = connectRegistry(inject('schemaRegistryUrl'))
let one: ErpDesk
let two: ErpDesk

interface Started {
  readonly applier: Applier
  readonly connections: { readonly erp: ErpConnection; readonly gate: Gate }[]
}
let started: Started
let world: Awaited<ReturnType<typeof given>>
const observers: Subscription[] = []

beforeAll(async () => {
  ;[one, two] = await Promise.all([openErp(ORDERS), openErp(ORDERS)])
  world = await given()
  started = await world.start()
})
afterEach(async () => {
  await Promise.all([one.faults({}), two.faults({})])
})
afterAll(async () => {
  await started.applier.stop(1000)
  await Promise.all(observers.map((observer) => observer.stop(0)))
  await Promise.all([one.close(), two.close()])
})

let nextOrder = 1
/** An order that no other test touches, at version and revision 1. */
const anOrder = () => String(nextOrder++)

/** An applier of two connections on topics of its own. */
async function given() {
  const prefix = `${randomUUID().slice(0, 8)}.`
  await registerContracts(registry, prefix)
  await createTopics(kafka, [
    ...prefixed(topicDeclarations, prefix),
    ...['one', 'two', 'unrouted'].flatMap((name) =>
      failureTopicDeclarations(contracts.orderUpdate.name, `update-applier.${name}`, prefix),
    ),
  ])
  const topic = prefix + contracts.orderUpdate.name
  const outcomeTopic = prefix + contracts.orderUpdateOutcome.name
  const codec = await createCodec(contracts.orderUpdate, topic, registry)
  const outcomeCodec = await createCodec(contracts.orderUpdateOutcome, outcomeTopic, registry)
  const group = (connection: string) => `${prefix}update-applier.${connection}`

  async function start(
    rights?: OrderRights,
    { orderGraceMs = 0, ...room }: { orderGraceMs?: number; mostBytes?: number } = {},
  ): Promise<Started> {
    const yaml = JSON.stringify({
      connections: [
        { id: 'one', kind: 'mock-erp', url: one.url, concurrency: 8, timeoutMs: 2000 },
        { id: 'two', kind: 'mock-erp', url: two.url, concurrency: 8, timeoutMs: 2000 },
      ],
    })
    const connections = parseConnections(yaml, () => undefined).map((config) => {
      const gate = new Gate({ maxConcurrency: config.concurrency })
      return { erp: gatedConnection(openConnection(config), gate), concurrency: config.concurrency, gate }
    })
    const applier = await createApp({
      kafka,
      topicPrefix: prefix,
      connections,
      codec,
      outcomes: { codec: outcomeCodec, topic: outcomeTopic },
      publisher: createPublisher(kafka),
      orderGraceMs,
      ...room,
      ...(rights && { rights }),
      onFatal: (error) => expect.fail(error.message),
    })
    return { applier, connections }
  }
  async function send(...updates: OrderUpdate[]) {
    await publish(...updates.map((update) => ({ key: orderKey(update), value: codec.encode(update) })))
  }
  async function publish(...messages: { key: string; value: Buffer }[]) {
    const publisher = createPublisher(kafka)
    await Promise.all(messages.map((message) => publisher.publish([{ topic, headers: {}, ...message }])))
    await publisher.stop()
  }
  const outcomes: OrderUpdateOutcome[] = []
  const observer = await subscribe(kafka, {
    group: `observer.${prefix}`,
    topic: outcomeTopic,
    failureChannels: false,
    handle: async ({ value }) => void outcomes.push(await outcomeCodec.decode(value)),
    onFatal: (error) => expect.fail(error.message),
  })
  observers.push(observer)
  const resultOf = (update: OrderUpdate) => outcomes.find(({ updateId }) => updateId === update.id)
  const told = async (update: OrderUpdate) => {
    await until(() => resultOf(update) !== undefined)
    return resultOf(update)
  }
  async function say(action: ControlRecord['action'], connection: string): Promise<void> {
    const record = { action, connection, by: 'ana', reason: 'stocktaking', at: new Date().toISOString() }
    const publisher = createPublisher(kafka)
    await publisher.publish([controlMessage(prefix, record)])
    await publisher.stop()
  }
  return { start, send, publish, say, outcomes, resultOf, told, topic, group }
}
const appliedIn = async (erp: ErpDesk, update: OrderUpdate) =>
  (await erp.effects()).filter((id) => id === update.id).length

describe('an ERP that is dead', () => {
  test('holds up its own updates, which wait and are applied when it is back, and nobody else', async () => {
    const { send, told, resultOf } = world
    const { connections } = started
    await one.faults({ rules: [{ effect: { kind: 'status', status: 500 } }] })
    const [waiting, flowing] = [supplierResponse('one', anOrder()), supplierResponse('two', anOrder())]
    await send(waiting, flowing)
    expect(await told(flowing)).toMatchObject({ result: 'APPLIED' })
    const check = gateChecks(connections)['ERP one']
    await until(async () => (await check?.())?.ok === false)
    expect(resultOf(waiting)).toBeUndefined()
    await one.faults({})
    expect(await told(waiting)).toMatchObject({ result: expect.stringMatching(/APPLIED$/) })
    expect(await appliedIn(one, waiting)).toBe(1)
    await until(async () => (await check?.())?.ok === true)
  })

  test('does not hold up the end of the applier, and has its updates afterwards', async () => {
    const { start, send, resultOf, told } = await given()
    const first = await start()
    await one.faults({ rules: [{ effect: { kind: 'status', status: 500 } }] })
    const update = supplierResponse('one', anOrder())
    await send(update)
    await until(() => first.connections[0]?.gate.report().circuit !== 'closed')
    const began = Date.now()
    await first.applier.stop(60_000)
    expect(Date.now() - began).toBeLessThan(30_000)
    expect(resultOf(update)).toBeUndefined()
    await one.faults({})
    const second = await start()
    expect(await told(update)).toMatchObject({ result: 'APPLIED' })
    await second.applier.stop(1000)
  })

  test('that asks to slow down is asked less, and every update is applied', async () => {
    const { send, resultOf } = world
    const { connections } = started
    await one.faults({ max_concurrent: 2, retry_after: 1, latency_ms: 5 })
    const updates = Array.from({ length: 30 }, () => supplierResponse('one', anOrder()))
    await send(...updates)
    await until(() => updates.every((update) => resultOf(update)))
    expect(connections[0]?.gate.report().limit).toBeLessThan(8)
    for (const update of updates) expect(await appliedIn(one, update)).toBe(1)
  })
})

describe('a connection that an operator pauses', () => {
  test('lets everything for it wait, nothing is put aside, also after a restart; and others go on', async () => {
    const { start, send, publish, say, told, resultOf, topic, group } = await given()
    await say('pause', 'one')
    const { applier, connections } = await start()
    const order = anOrder()
    await publish({ key: `one:${order}`, value: Buffer.from('rubbish') })
    const [waiting, flowing] = [supplierResponse('one', order), supplierResponse('two', anOrder())]
    await send(waiting, flowing)
    const stateOf = () => applier.states().find(({ connection }) => connection === 'one')
    expect(await told(flowing)).toMatchObject({ result: 'APPLIED' })
    await until(() => stateOf()?.state.pending === 2)
    expect(stateOf()?.paused).toMatchObject({ by: 'ana', reason: 'stocktaking' })
    // As if it had waited for long: who wants it to rest is not woken for it.
    const late = () => Date.now() + 3_600_000
    expect(await subscriptionChecks(applier, 1000, late)['updates of one']?.()).toMatchObject({ ok: true })
    expect(await gateChecks(connections)['ERP one']?.()).toMatchObject({ ok: true })
    expect(resultOf(waiting)).toBeUndefined()
    const invalid: string[] = []
    await readToEnd(kafka, failureTopics(topic, group('one')).invalid, ({ key }) => invalid.push(key))
    expect(invalid).toEqual([])

    await say('resume', 'one')
    expect(await told(waiting)).toMatchObject({ result: 'APPLIED' })
    await say('pause', 'one')
    await until(() => stateOf()?.paused !== undefined)
    const next = supplierResponse('one', anOrder())
    await send(next)
    await until(() => stateOf()?.state.pending === 1)
    const began = Date.now()
    await applier.stop(60_000)
    expect(Date.now() - began).toBeLessThan(30_000)
    expect(await appliedIn(one, next)).toBe(0)
  })
})

describe('a write whose answer never came', () => {
  test.each(['reset_before', 'reset_after'])(
    'takes effect once when the connection is cut (%s)',
    async (kind) => {
      const { start, send, told } = await given()
      await start()
      const update = supplierResponse('one', anOrder())
      await one.faults({
        rules: [{ match: { method: 'PATCH', number: update.number }, effect: { kind }, times: 1 }],
      })
      await send(update)
      expect(await told(update)).toMatchObject({ result: 'APPLIED' })
      expect(await appliedIn(one, update)).toBe(1)
    },
  )

  test('takes effect once when the ERP answers after our deadline', async () => {
    const { send, told } = world
    const update = supplierResponse('one', anOrder())
    await one.faults({
      rules: [
        {
          match: { method: 'PATCH', number: update.number },
          effect: { kind: 'hang_after', ms: 5000 },
          times: 1,
        },
      ],
    })
    await send(update)
    expect(await told(update)).toMatchObject({ result: 'APPLIED' })
    expect(await appliedIn(one, update)).toBe(1)
  })
})

describe('an update that the ERP refuses', () => {
  test('is parked with those behind it, other orders flow, and a replay brings them back in order', async () => {
    const { send, told, topic, group } = world
    const order = anOrder()
    await one.faults({
      rules: [{ match: { method: 'PATCH', number: order }, effect: { kind: 'status', status: 422 } }],
    })
    const [first, second] = [supplierResponse('one', order), supplierResponse('one', order)]
    const other = supplierResponse('one', anOrder())
    await send(first, second, other)
    expect(await told(first)).toMatchObject({ result: 'PARKED', reason: { code: 'erp-rejected' } })
    expect(await told(second)).toMatchObject({ result: 'PARKED', reason: { code: 'follows-parked' } })
    expect(await told(other)).toMatchObject({ result: 'APPLIED' })
    await one.faults({})
    const replays = await openReplays(kafka, topic, group('one'))
    await replays.request({ action: 'replay', keys: [`one:${order}`], by: 'ana', reason: 'period reopened' })
    await until(async () => (await appliedIn(one, second)) === 1)
    const effects = await one.effects()
    expect(effects.indexOf(first.id)).toBeLessThan(effects.indexOf(second.id))
  })

  test('for an order that does not exist is parked after the grace', async () => {
    const { send, told } = world
    const update = supplierResponse('one', '999999')
    await send(update)
    expect(await told(update)).toMatchObject({ result: 'PARKED', reason: { code: 'erp-order-not-found' } })
  })
})

// Sixteen of them a minute held all places of a connection.
test('answers to orders that do not exist yet hold up nobody else’s', async () => {
  const { start, send, told } = await given()
  const { applier } = await start(undefined, { orderGraceMs: 60_000 })
  const early = Array.from({ length: 20 }, (_, n) => supplierResponse('one', String(900_000 + n)))
  await send(...early)
  const update = supplierResponse('one', anOrder())
  await send(update)
  expect(await told(update)).toMatchObject({ result: 'APPLIED' })
  await applier.stop(1000)
})

// As many as a connection takes from the broker held up everything else for a minute.
test('nor do as many as a connection has room for: those beyond three quarters of it are parked at once', async () => {
  const { start, send, told, outcomes } = await given()
  const { applier } = await start(undefined, { orderGraceMs: 600_000, mostBytes: 400_000 })
  await send(...Array.from({ length: 250 }, (_, n) => supplierResponse('one', String(900_000 + n))))
  await until(() => outcomes.some(({ result }) => result === 'PARKED'))
  const update = supplierResponse('one', anOrder())
  await send(update)
  expect(await told(update)).toMatchObject({ result: 'APPLIED' })
  await applier.stop(1000)
})

describe('an order that somebody changes meanwhile', () => {
  test('is decided again: a clerk at the desk holds the write up and the answer still goes in', async () => {
    const { send, told } = world
    const update = supplierResponse('one', anOrder())
    await one.edit(update.number, { note: 'call before delivery' })
    await send(update)
    expect(await told(update)).toMatchObject({ result: 'APPLIED', orderVersion: '3' })
    expect((await one.order(update.number)).note).toBe('call before delivery')
  })

  test('is cancelled: the answer is refused, with the reason', async () => {
    const { send, told } = world
    const update = supplierResponse('one', anOrder())
    await one.edit(update.number, { cancel: true })
    await send(update)
    expect(await told(update)).toMatchObject({ result: 'REFUSED', reason: { code: 'order-closed' } })
    expect(await appliedIn(one, update)).toBe(0)
  })
})

describe('a supplier', () => {
  test('answers its own orders; another’s stay as they are, and nobody waits for that', async () => {
    const { start, send, told } = await given()
    const [own, others] = [anOrder(), anOrder()]
    const supplier = async (number: string) => `one:${(await one.order(number)).supplier.code}`
    const name = { partner: 'litware' }
    const litware = partner({
      id: 'litware',
      kafka: 'shared',
      orders: ['one:*'],
      suppliers: [await supplier(own)],
    })
    expect(await supplier(others)).not.toBe(await supplier(own))
    const { applier } = await start(orderRights([litware]))
    const [first, forged, second] = [
      supplierResponse('one', own, name),
      supplierResponse('one', others, name),
      supplierResponse('one', own, name),
    ]
    await send(first, forged, second)
    expect(await told(first)).toMatchObject({ result: 'APPLIED' })
    expect(await told(forged)).toMatchObject({
      result: 'REFUSED',
      reason: { code: 'not-its-order' },
      orderVersion: null,
    })
    expect(await told(second)).toMatchObject({ result: 'APPLIED' })
    const ghost = supplierResponse('one', own, { partner: 'ghost' })
    await send(ghost)
    expect(await told(ghost)).toMatchObject({ result: 'REFUSED', reason: { code: 'not-its-order' } })
    // Parked, they would hold up the answers of whoever has that order one day.
    for (const missing of [
      supplierResponse('one', '888888', name),
      supplierResponse('one', '888888', name),
    ]) {
      await send(missing)
      expect(await told(missing)).toMatchObject({
        result: 'REFUSED',
        reason: { code: 'not-its-order' },
        orderVersion: null,
      })
    }
    expect((await one.order(others)).applied_updates).toEqual([])
    expect(await appliedIn(one, ghost)).toBe(0)
    await applier.stop(1000)
  })
})

describe('what is no update', () => {
  test('goes to the Invalid Message Channel, of the connection or of nobody, and the rest flows', async () => {
    const { send, publish, told, topic, group } = world
    const order = anOrder()
    const update = supplierResponse('one', order)
    await publish(
      { key: `one:${order}`, value: Buffer.from('rubbish') },
      { key: 'nowhere:1', value: Buffer.from([0, 0, 0, 0, 1, 2]) },
      { key: '', value: Buffer.alloc(0) },
    )
    await send(update)
    expect(await told(update)).toMatchObject({ result: 'APPLIED' })
    const invalid = async (connection: string) => {
      const keys: string[] = []
      await readToEnd(kafka, failureTopics(topic, group(connection)).invalid, ({ key }) => keys.push(key))
      return keys
    }
    await until(async () => (await invalid('unrouted')).length === 2)
    expect(await invalid('one')).toEqual([`one:${order}`])
    expect((await invalid('unrouted')).toSorted()).toEqual(['', 'nowhere:1'])
  })
})

describe('redelivery', () => {
  test('of everything since the beginning changes nothing in the ERP', async () => {
    const { start, send, outcomes, topic, group } = await given()
    const first = await start()
    const updates = Array.from({ length: 10 }, () => supplierResponse('two', anOrder()))
    await send(...updates, ...updates)
    await until(() => outcomes.length === 20)
    await first.applier.stop(1000)
    const before = await two.versions()
    expect(await rewindGroup(kafka, topic, group('two'))).toBe(20)
    const again = await start()
    await until(() => outcomes.length === 40)
    await again.applier.stop(1000)
    expect(await two.versions()).toEqual(before)
    for (const update of updates) expect(await appliedIn(two, update)).toBe(1)
  })
})

describe('a hot order', () => {
  test('with a hundred updates does not hold back the others', async () => {
    const { send, resultOf, told } = world
    await one.faults({ latency_ms: 20 })
    const hot = anOrder()
    const updates = Array.from({ length: 100 }, () => supplierResponse('one', hot))
    const other = supplierResponse('one', anOrder())
    await send(...updates, other)
    expect(await told(other)).toMatchObject({ result: 'APPLIED' })
    expect(updates.every((update) => resultOf(update))).toBe(false)
    await until(() => updates.every((update) => resultOf(update)))
    const effects = (await one.effects()).filter((id) => updates.some((update) => update.id === id))
    expect(effects).toEqual(updates.map(({ id }) => id))
  })
})
