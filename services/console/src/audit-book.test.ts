import type { AuditRecord } from '@channel-adapter/contracts'
import { describe, expect, test } from 'vitest'
import { AuditBook } from './audit-book.ts'

function record(changes: Partial<AuditRecord>): AuditRecord {
  return {
    id: 'r1',
    at: '2026-11-25T00:00:01.000000Z',
    subject: 'ana-1',
    name: 'Ana Núñez',
    knownBy: 'OPENID',
    role: 'OPERATOR',
    through: 'CONSOLE',
    action: 'PAUSE',
    decision: 'ALLOWED',
    connection: 'acme',
    order: null,
    orders: null,
    messages: null,
    plan: null,
    reason: 'closing the year',
    before: '{"state":"running"}',
    after: '{"state":"paused"}',
    ...changes,
  }
}

function bookOf(...records: readonly AuditRecord[]): AuditBook {
  const book = new AuditBook(3)
  for (const each of records) book.note(each)
  return book
}

describe('the audit trail', () => {
  test('is told from the newest on, with what was before and after', () => {
    const { records } = bookOf(record({ id: '1' }), record({ id: '2', before: null, after: 'no JSON' })).find(
      {},
    )
    expect(records).toMatchObject([
      { id: '2', after: 'no JSON' },
      {
        id: '1',
        at: Date.parse('2026-11-25T00:00:01Z'),
        before: { state: 'running' },
        after: { state: 'paused' },
      },
    ])
    expect(records[0]?.before).toBeUndefined()
  })

  test('is searched by who, where, why and what was decided', () => {
    const book = bookOf(
      record({ id: '1' }),
      record({ id: '2', name: null, subject: 'eve', connection: null, reason: null, decision: 'DENIED' }),
      record({
        id: '3',
        name: null,
        subject: 'nightly',
        connection: 'beta',
        order: 'beta:4711',
        reason: 'typo',
      }),
    )
    const ids = (search: Parameters<AuditBook['find']>[0]) => book.find(search).records.map(({ id }) => id)
    expect(ids({ text: 'núñez' })).toEqual(['1'])
    expect(ids({ text: 'BETA:47' })).toEqual(['3'])
    expect(ids({ text: 'year' })).toEqual(['1'])
    expect(ids({ decision: 'DENIED' })).toEqual(['2'])
    expect(ids({ text: 'typo', decision: 'DENIED' })).toEqual([])
  })

  test('says how many match of which it shows fewer, and when older ones are forgotten', () => {
    const three = bookOf(record({ id: '1' }), record({ id: '2' }), record({ id: '3' }))
    expect(three.find({ most: 2 })).toMatchObject({
      records: [{ id: '3' }, { id: '2' }],
      matching: 3,
      forgotten: false,
    })
    three.note(record({ id: '4' }))
    expect(three.find({})).toMatchObject({
      records: [{ id: '4' }, { id: '3' }, { id: '2' }],
      forgotten: true,
    })
  })
})
