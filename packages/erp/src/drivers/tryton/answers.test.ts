import { describe, expect, test } from 'vitest'
import { answersIn } from './answers.ts'
import type { Recorded } from './note.ts'

let made = 0
const noted = (said: Partial<Recorded>): Recorded => {
  made += 1
  return { id: `update-${made}`, partner: 'supplier-1578', orderRevision: 1, ...said }
}
const promised = (promisedDate: string | null, wanted?: Recorded['wanted']) =>
  noted({
    response: {
      code: 'CA',
      reason: 'later',
      lines: [
        { line: '5', code: '3', quantity: '8', unitPrice: null, promisedDate, backorderedQuantity: '2' },
      ],
    },
    ...(wanted && { wanted }),
  })
const shipped = (quantity: string) =>
  noted({
    shippingNotice: {
      shipmentId: 'S',
      shippedOn: '2026-12-01',
      carrier: null,
      lines: [{ line: '5', quantity }],
    },
  })
const received = (rejectedQuantity: string) =>
  noted({
    goodsReceipt: {
      receiptId: 'R',
      receivedOn: '2026-12-03',
      lines: [{ line: '5', receivedQuantity: '4', rejectedQuantity, rejectReason: null }],
    },
  })

describe('the notes of an order', () => {
  test('say nothing of a line that nobody answered', () => {
    const { applied, status, line } = answersIn([], 1)
    expect([applied, status]).toEqual([new Set(), undefined])
    expect(line('5')).toMatchObject({ confirmedQuantity: null, shippedQuantity: '0', rejectedQuantity: '0' })
  })

  test('add up what was shipped and what was rejected, exactly', () => {
    const notes = [shipped('0.1'), shipped('0.2'), received('1'), received('0.5')]
    const { applied, line } = answersIn(notes, 1)
    expect(applied).toEqual(new Set(notes.map(({ id }) => id)))
    expect(line('5')).toMatchObject({ shippedQuantity: '0.3', rejectedQuantity: '1.5' })
  })

  test('count an update once, though two appliers noted it', () => {
    const twice = shipped('4')
    expect(answersIn([twice, twice], 1).line('5').shippedQuantity).toBe('4')
  })

  test('let the last response stand in place of the one before', () => {
    const { response, line } = answersIn([promised('2026-12-24'), promised(null)], 1)
    expect(response).toEqual({ code: 'CA', revision: 1, reason: 'later' })
    expect(line('5')).toMatchObject({ responseCode: '3', confirmedQuantity: '8', promisedDate: null })
  })

  test('remember the delivery date that was wanted first, through later promises', () => {
    const notes = [promised('2026-12-24', { 5: '2026-12-01' }), promised('2027-01-08')]
    expect(answersIn(notes, 1).line('5')).toMatchObject({ promisedDate: '2027-01-08', wanted: '2026-12-01' })
  })

  test('keep what was answered of a line beside what stock says of it', () => {
    const stock = noted({
      stockConfirmation: {
        code: 'PARTIAL',
        lines: [
          { line: '5', reservedQuantity: '7', backorderedQuantity: '3', location: null, availableOn: null },
        ],
      },
    })
    const { stockConfirmation, line } = answersIn([promised('2026-12-24'), stock], 1)
    expect(stockConfirmation).toEqual({ code: 'PARTIAL', revision: 1 })
    expect(line('5')).toMatchObject({
      confirmedQuantity: '8',
      reservedQuantity: '7',
      backorderedQuantity: '3',
    })
  })
})

describe('the status that notes come to', () => {
  test.each([
    ['AP', 'CONFIRMED'],
    ['CA', 'CONFIRMED'],
    ['RE', 'REJECTED'],
    ['AB', undefined],
  ] as const)('after a response %s is %s', (code, status) => {
    expect(answersIn([noted({ response: { code, reason: null, lines: [] } })], 1).status).toBe(status)
  })

  test('is the last that says one', () => {
    const closed = noted({ statusChange: { status: 'CLOSED', reason: null } })
    expect(answersIn([shipped('1'), closed], 1).status).toBe('CLOSED')
    expect(answersIn([closed, shipped('1')], 1).status).toBe('SHIPPED')
    expect(answersIn([shipped('1'), received('0')], 1).status).toBe('SHIPPED')
  })

  test('is none of a revision that the buyer has replaced, though what was shipped still counts', () => {
    const { status, line } = answersIn([shipped('1')], 2)
    expect([status, line('5').shippedQuantity]).toEqual([undefined, '1'])
  })
})
