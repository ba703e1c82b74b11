import { whyNoTryton } from '@channel-adapter/local-tryton'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkReading } from '../../check/check-reading.ts'
import { checkWriting } from '../../check/check-writing.ts'
import { ErpConflict, ErpOutcomeUnknown } from '../../errors.ts'
import type { ErpConnection } from '../../port.ts'
import { writeAnyway } from '../../testing/broken-drivers.ts'
import { errorOf as thrownBy, mustRead, patient } from '../../testing/reading.ts'
import { updateOf } from '../../testing/updates.ts'
import { connectTryton, type TrytonHarness } from './testing/connect-tryton.ts'

const missing = await whyNoTryton()
const ordered = [{ quantity: '10', unitPrice: '12.5' }]

/** What a real Tryton does with updates that take several steps, beyond the contract suite. */
describe.skipIf(missing !== undefined)(`writes to Tryton ${missing ?? ''}`, () => {
  let erp: TrytonHarness
  beforeAll(async () => {
    erp = await connectTryton()
  }, 60_000)
  afterAll(() => erp.close())

  async function arrived() {
    const number = await erp.desk.addOrder(ordered)
    const { order } = await mustRead(erp.connection, number)
    const lines = [
      { line: order.lines[0]?.line ?? '', receivedQuantity: '4', rejectedQuantity: '1', rejectReason: null },
    ]
    const goodsReceipt = { receiptId: 'R-1', receivedOn: '2026-12-03', lines }
    return { number, order, update: updateOf(order, { goodsReceipt }) }
  }

  const STEPS = [
    'purchase.purchase.write',
    'purchase.purchase.confirm',
    'stock.shipment.in.create',
    'stock.shipment.in.receive',
    'stock.shipment.in.do',
  ]
  test.each(['before', 'after'] as const)(
    'goods are received once, though the way is cut at every step, %s it took effect',
    async (when) => {
      const { number, order, update } = await arrived()
      let { version } = order
      for (const step of STEPS) {
        erp.way.cutNext({ method: `model.${step}`, when })
        const error = await thrownBy(erp.connection.applyUpdate(update, version, patient))
        expect(error, step).toBeInstanceOf(ErpOutcomeUnknown)
        const between = await mustRead(erp.connection, number)
        expect(between.appliedUpdates.has(update.id)).toBe(false)
        version = between.order.version
      }
      const after = await erp.connection.applyUpdate(update, version, patient)
      expect(after.appliedUpdates.has(update.id)).toBe(true)
      expect(after.order.lines).toMatchObject([{ receivedQuantity: '4', rejectedQuantity: '1' }])
      expect(await erp.desk.stockOf(number)).toEqual([
        { state: 'done', quantity: '3' },
        { state: 'draft', quantity: '7' },
      ])
    },
  )

  test('a promised date stands in the line before there are moves, and in the moves that are still to come', async () => {
    const { number, order, update } = await arrived()
    const promise = (line: string, promisedDate: string) => ({
      code: 'CA' as const,
      reason: null,
      lines: [
        {
          line,
          code: '3' as const,
          quantity: null,
          unitPrice: null,
          promisedDate,
          backorderedQuantity: null,
        },
      ],
    })
    const line = order.lines[0]?.line ?? ''
    const [wanted] = order.lines.map(({ dueDate }) => dueDate)
    const first = await erp.connection.applyUpdate(
      updateOf(order, { response: promise(line, '2027-02-01') }),
      order.version,
      patient,
    )
    expect(first.order.lines).toMatchObject([{ promisedDate: '2027-02-01', dueDate: wanted }])
    expect(await erp.desk.deliveryOf(number)).toEqual(['2027-02-01'])

    const received = await erp.connection.applyUpdate(update, first.order.version, patient)
    const second = await erp.connection.applyUpdate(
      updateOf(order, { response: promise(line, '2027-03-01') }),
      received.order.version,
      patient,
    )
    expect(second.order.lines).toMatchObject([{ promisedDate: '2027-03-01', dueDate: wanted }])
    expect(await erp.desk.plannedOf(number)).toEqual({ done: '2027-02-01', draft: '2027-03-01' })
  })

  test("a clerk's change of a line alone is another version, and comes round", async () => {
    const { number, order, update } = await arrived()
    await erp.desk.editLine(number)
    const error = await thrownBy(erp.connection.applyUpdate(update, order.version, patient))
    expect(error).toBeInstanceOf(ErpConflict)
    const { orders } = await erp.connection.readChanges(
      { at: order.changedAt },
      { limit: 10, signal: patient },
    )
    expect(orders.find((changed) => changed.number === number)?.lines).toMatchObject([{ quantity: '11' }])
  })

  test('a session that has ended is renewed once, and the call goes through', async () => {
    const { number } = await arrived()
    await erp.desk.endSessions()
    erp.way.called.length = 0
    await mustRead(erp.connection, number)
    const login = 'common.db.login'
    expect(erp.way.called).toEqual([
      expect.stringMatching(/search_read/),
      login,
      expect.stringMatching(/search_read/),
    ])
  })

  test('adapter erp check shows an order and finds out by trying that Tryton keeps what is promised', async () => {
    const { number } = await arrived()
    await erp.desk.shareMoment(3)
    const { order, findings } = await checkReading(erp.connection, 100, patient)
    expect(order?.lines).toMatchObject([{ unitPrice: '12.5' }])
    const all = [...findings, ...(await checkWriting(erp.connection, number, patient))]
    expect(all.filter(({ level }) => level !== 'fine')).toEqual([])
    const told = all.map(({ text }) => text).join('\n')
    for (const tried of [
      'Orders come oldest change first.',
      'no order is lost between them',
      'Orders of exactly the moment that is asked from are in the answer.',
      'of the orders read share a moment.',
      'a redelivered one is recognised',
      'the condition bites',
    ])
      expect(told).toContain(tried)

    const blind: ErpConnection = {
      ...erp.connection,
      applyUpdate: (update, _, signal) => writeAnyway(erp.connection, update, signal),
    }
    expect(await checkWriting(blind, number, patient)).toContainEqual(
      expect.objectContaining({ level: 'fault', remedy: 'look at updates.condition' }),
    )
  })
})
