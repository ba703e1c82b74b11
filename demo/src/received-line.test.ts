import type { OrderUpdate } from '@channel-adapter/contracts'
import type { IncomingMessage } from '@channel-adapter/messaging'
import { describe, expect, test } from 'vitest'
import { receivedJson, receivedLine, Unreadable } from './received-line.ts'

const message: IncomingMessage = {
  topic: 'x.channel.message.v1',
  partition: 2,
  offset: 7n,
  key: 'k',
  value: Buffer.alloc(0),
  headers: { ce_id: 'i' },
  timestamp: Date.UTC(2026, 10, 24, 20),
}

describe('a line', () => {
  test('shows a message as its sender wrote it', () => {
    const line = receivedLine('channel.message.v1', message, { body: '{"a":1.10}' })
    expect(line).toMatch(/^\d\d:\d\d:\d\d {2}channel\.message {18}k {25}\{"a":1\.10\}$/)
  })

  test('says what an update says', () => {
    const update = {
      partner: 'litware',
      orderRevision: 2,
      response: { code: 'CA', reason: null, lines: [] },
    } as unknown as OrderUpdate
    expect(receivedLine('purchasing.order-update.v1', message, update)).toMatch(
      /RESPONSE CA from litware, to revision 2$/,
    )
  })

  test('shows tombstones and what cannot be read', () => {
    expect(receivedLine('purchasing.order.v1', message, undefined)).toMatch(/removed$/)
    const unreadable = new Unreadable('not Avro', Buffer.from('x'))
    expect(receivedLine('purchasing.order.v1', message, unreadable)).toMatch(/unreadable: not Avro$/)
  })

  test('stays one line, and steers no terminal', () => {
    const line = receivedLine(
      'channel.message.v1',
      { ...message, key: 'a\u001b[2J\n' },
      { body: '"\u2028\u202e\u009b"' },
    )
    expect(line).toContain('a\\u{1b}[2J\\u{a}')
    expect(line).toMatch(/"\\u\{2028\}\\u\{202e\}\\u\{9b\}"$/)
  })
})

test('JSON holds everything', () => {
  expect(JSON.parse(receivedJson(message, { body: '1' }))).toEqual({
    topic: 'x.channel.message.v1',
    partition: 2,
    offset: '7',
    key: 'k',
    time: '2026-11-24T20:00:00.000Z',
    headers: { ce_id: 'i' },
    value: { body: '1' },
  })
})
