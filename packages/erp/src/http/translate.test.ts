import { describe, expect, test } from 'vitest'
import type { ErpThrottled } from '../errors.ts'
import { type Answer, TransportFault } from './exchange.ts'
import { errorOfAnswer, errorOfFault, type Intent } from './translate.ts'

const intents: Intent[] = ['read-changes', 'read-order', 'write']
const answer = (status: number, headers: Answer['headers'] = {}, body = ''): Answer => ({
  status,
  headers,
  body: Buffer.from(body),
})
const codes = (status: number, headers?: Answer['headers']) =>
  intents.map((intent) => errorOfAnswer(answer(status, headers), intent, 'GET /', 0)?.code)

describe('an answer', () => {
  const unavailable = 'erp-unavailable'
  const unknown = 'erp-outcome-unknown'
  const throttled = 'erp-throttled'
  const unauthorised = 'erp-unauthorised'

  // Columns: to a read of changes, to a read of one order, to a write.
  test.each([
    [200, undefined, undefined, undefined],
    [204, undefined, undefined, undefined],
    [302, unavailable, unavailable, unknown],
    [400, unavailable, unavailable, 'erp-rejected'],
    [401, unauthorised, unauthorised, unauthorised],
    [403, unauthorised, unauthorised, unauthorised],
    [404, unavailable, undefined, 'erp-order-not-found'],
    [405, unavailable, unavailable, 'erp-rejected'],
    [408, unavailable, unavailable, unavailable],
    [409, unavailable, unavailable, 'erp-conflict'],
    [410, unavailable, unavailable, 'erp-order-not-found'],
    [412, unavailable, unavailable, 'erp-conflict'],
    [413, unavailable, unavailable, 'erp-rejected'],
    [422, unavailable, unavailable, 'erp-rejected'],
    [423, unavailable, unavailable, 'erp-conflict'],
    [425, unavailable, unavailable, unavailable],
    [428, unavailable, unavailable, 'erp-rejected'],
    [429, throttled, throttled, throttled],
    [500, unavailable, unavailable, unknown],
    [502, unavailable, unavailable, unknown],
    [503, unavailable, unavailable, unavailable],
    [504, unavailable, unavailable, unknown],
    [524, unavailable, unavailable, unknown],
  ])('of %i', (status, toChanges, toOrder, toWrite) => {
    expect(codes(status)).toEqual([toChanges, toOrder, toWrite])
  })

  test('of 503 with Retry-After asks to slow down; of 500 with it does not', () => {
    expect(codes(503, { 'retry-after': '2' })).toEqual([throttled, throttled, throttled])
    expect(codes(500, { 'retry-after': '2' })).toEqual([unavailable, unavailable, unknown])
  })

  test('of 429 carries the wait, when it names one', () => {
    const waitOf = (headers: Answer['headers']) =>
      (errorOfAnswer(answer(429, headers), 'write', '', 0) as ErpThrottled).retryAfterMs
    expect(waitOf({ 'retry-after': '2' })).toBe(2000)
    expect(waitOf({})).toBeUndefined()
  })

  test("is told with the request, the status and the ERP's own words", () => {
    const refused = answer(422, {}, '{"title":"no","detail":"line 7 is not on the order"}')
    expect(errorOfAnswer(refused, 'write', 'PATCH /orders/1', 0)?.message).toBe(
      'PATCH /orders/1: answered 422: line 7 is not on the order',
    )
    expect(errorOfAnswer(answer(500), 'write', 'PATCH /orders/1', 0)?.message).toBe(
      'PATCH /orders/1: answered 500',
    )
  })

  test('that redirects says where to', () => {
    const moved = answer(301, { location: 'https://erp.example/login' })
    expect(errorOfAnswer(moved, 'read-changes', 'GET /', 0)?.message).toContain(
      'points to https://erp.example/login; redirections are not followed',
    )
  })
})

describe('no whole answer', () => {
  const codesOf = (kind: TransportFault['kind'], sent: boolean) =>
    intents.map((intent) => errorOfFault(new TransportFault(kind, sent, 'why'), intent, 'GET /').code)
  const unavailable = 'erp-unavailable'

  test.each(['no-connection', 'timeout', 'abandoned'] as const)(
    'because of %s before anything was sent: nothing was written',
    (kind) => {
      expect(codesOf(kind, false)).toEqual([unavailable, unavailable, unavailable])
    },
  )

  test.each(['connection-lost', 'timeout', 'abandoned'] as const)(
    'because of %s after it was sent: a write may have taken effect',
    (kind) => {
      expect(codesOf(kind, true)).toEqual([unavailable, unavailable, 'erp-outcome-unknown'])
    },
  )

  test('because it is too large: for one order retrying cannot help, a page can be made smaller', () => {
    expect(codesOf('too-large', true)).toEqual([unavailable, 'erp-unreadable', 'erp-unreadable'])
  })

  test('keeps the cause', () => {
    const fault = new TransportFault('timeout', true, 'no whole answer within 50 ms')
    const error = errorOfFault(fault, 'write', 'PATCH /orders/1')
    expect([error.message, error.cause]).toEqual(['PATCH /orders/1: no whole answer within 50 ms', fault])
  })
})
