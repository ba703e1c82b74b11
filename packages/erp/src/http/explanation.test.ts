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
