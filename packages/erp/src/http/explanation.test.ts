import { expect, test } from 'vitest'
import { explanationOf } from './explanation.ts'

const of = (body: string) => explanationOf(Buffer.from(body))

test.each([
  ['{"title":"Unprocessable","detail":"line 7 is not on the order"}', 'line 7 is not on the order'],
  ['{"title":"Unprocessable","detail":""}', 'Unprocessable'],
  ['{"message":"no"}', 'no'],
  ['{"error":"invalid_token"}', 'invalid_token'],
  ['<html><h1>502 Bad Gateway</h1>\n<hr>nginx</html>', '502 Bad Gateway nginx'],
  ['plain words', 'plain words'],
  ['{"detail":{"nested":true}}', '{"detail":{"nested":true}}'],
  ['"text"', '"text"'],
  ['null', 'null'],
  ['', ''],
])('%s says: %s', (body, sentence) => {
  expect(of(body)).toBe(sentence)
})

test('it is one line without control characters, so that it cannot forge a log line', () => {
  const forged = 'no\r\n{"level":"fatal"}\u001b[31m\u2028end\u0000\u0085.'
  expect(of(JSON.stringify({ detail: forged }))).toBe('no {"level":"fatal"} [31m end .')
})

test('it is cut at 300 characters, never in the middle of one', () => {
  const long = of('x'.repeat(1000))
  expect([long.length, long.endsWith('…')]).toEqual([300, true])
  expect(of(`${'x'.repeat(298)}😀 and more`).isWellFormed()).toBe(true)
})

test.each([
  [
    'an OData error with its details',
    {
      error: {
        code: '06/042',
        message: 'The order was not changed',
        details: [
          {
            code: 'ME/083',
            message: 'Enter a delivery date',
            target: '_PurchaseOrderItem/ScheduleLineDeliveryDate',
          },
          { message: 'Item 00010 is closed' },
        ],
        innererror: { transactionid: 'A1' },
      },
    },
    'The order was not changed (06/042); Enter a delivery date (ME/083, _PurchaseOrderItem/ScheduleLineDeliveryDate); Item 00010 is closed',
  ],
  [
    'an OData 2 error',
    { error: { code: 'X', message: { lang: 'en', value: 'No such order' } } },
    'No such order (X)',
  ],
  [
    'an error that is odd',
    { error: { message: 7, details: [null, 'x'] } },
    '{"error":{"message":7,"details":[null,"x"]}}',
  ],
])('%s is told whole', (_, body, sentence) => {
  expect(explanationOf(Buffer.from(JSON.stringify(body)))).toBe(sentence)
})
