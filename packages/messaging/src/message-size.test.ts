import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failedMessage, failureHeaders } from './failure-channels.ts'
import { inBatches } from './kafka/publisher.ts'
import { MOST_MESSAGE_BYTES, sizeOf, unfit } from './message-size.ts'
import type { IncomingMessage, OutgoingMessage } from './ports.ts'

const message = (change: Partial<IncomingMessage> = {}): IncomingMessage => ({
  topic: 't',
  partition: 3,
  offset: 7n,
  key: 'erp:1',
  value: Buffer.from('x'),
  headers: {},
  timestamp: 0,
  ...change,
})
const failure = {
  code: 'x',
  text: '\u20ac'.repeat(3000),
  stack: '\u20ac'.repeat(3000),
  attempts: 1,
  firstFailedAt: '',
}
/** The broker's limit for a batch, as it is where nobody changes it. */
const MIB = 1024 * 1024

test('a message takes at least what its key, its value and its headers take', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.uint8Array(),
      fc.dictionary(fc.string(), fc.string({ unit: 'binary' })),
      (key, bytes, headers) => {
        const texts = [key, ...Object.entries(headers).flat()]
        const least = texts.reduce((sum, text) => sum + Buffer.from(text).length, bytes.length)
        expect(sizeOf({ key, value: Buffer.from(bytes), headers })).toBeGreaterThanOrEqual(least)
      },
    ),
  )
})

test.each<[string, Partial<IncomingMessage>]>([
  ['value', { value: Buffer.alloc(MOST_MESSAGE_BYTES) }],
  ['key', { key: '\u20ac'.repeat(MOST_MESSAGE_BYTES / 3) }],
  [
    'headers',
    { headers: Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`h${n}`, 'x'.repeat(5000)])) },
  ],
  [
    'headers that are no text',
    { exact: { headers: { h: Array.from({ length: 9 }, () => Buffer.alloc(100_000)) } } },
  ],
])('a message is too large by its %s, and its letter tells where it lies, without any of it', (_, part) => {
  const large = message(part)
  expect(unfit(large)).toMatchObject({ code: 'message-too-large' })
  const letter = failedMessage(large, 'group', 'invalid', failure)
  expect(letter).toMatchObject({ partition: 3, key: '', headers: { [failureHeaders.offset]: '7' } })
  expect(letter.value).toHaveLength(0)
  expect(sizeOf(letter)).toBeLessThan(20_000)
})

test('the largest that is handled can be put aside as it is, with all that is said of it', () => {
  const headers = { h: '\u20ac'.repeat(1000) }
  const rest = sizeOf(message({ value: Buffer.alloc(0), headers }))
  const largest = message({ value: Buffer.alloc(MOST_MESSAGE_BYTES - rest), headers })
  expect(unfit(largest)).toBeUndefined()
  const letter = failedMessage(largest, 'group', 'deadLetter', failure)
  expect(letter).toMatchObject({ key: 'erp:1', headers })
  expect(letter.value).toBe(largest.value)
  expect(inBatches([letter]).flatMap(sizesOf)).toEqual([expect.closeTo(MOST_MESSAGE_BYTES, -5) as number])
  expect(sizeOf(letter)).toBeLessThan(900_000)
})

// Only values were counted: a thousand messages with long headers made a batch that no broker takes.
test('batches are of a size that a broker takes, however long the headers are', () => {
  const headers = { note: 'n'.repeat(4000) }
  const messages = Array.from({ length: 1500 }, (_, n): OutgoingMessage => ({
    topic: 't',
    key: String(n),
    value: Buffer.from('x'),
    headers,
  }))
  const sums = inBatches(messages).map((batch) => sizesOf(batch).reduce((sum, size) => sum + size, 0))
  expect(sums.length).toBeGreaterThan(5)
  expect(Math.max(...sums)).toBeLessThan(MIB)
})

function sizesOf(batch: readonly OutgoingMessage[]): number[] {
  return batch.map(sizeOf)
}
