// Guarantee: a cursor is read back as it was written, or not at all.
import { fromMicros } from '@channel-adapter/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { between, type Cursor, decodeCursor, earlier, encodeCursor } from './cursor.ts'
import { isSeen, stretchOf } from './seen-orders.ts'

const micros = fc.integer({ min: 0, max: Date.UTC(2100, 0) * 1000 })
const moment = micros.map(fromMicros)
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const anyCursor: fc.Arbitrary<Cursor> = fc.record({
  head: maybe(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true })),
  headChangedAt: maybe(moment),
  seen: fc.array(
    fc
      .tuple(moment, moment, fc.array(fc.string({ unit: 'binary' })))
      .map(([from, to, orders]) => stretchOf(from, to, orders)),
  ),
  horizon: maybe(moment),
})

describe('a cursor', () => {
  test('is read back as it was written, whatever an ERP calls its orders and positions', () => {
    fc.assert(
      fc.property(anyCursor, (cursor) => {
        expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor)
      }),
    )
  })

  test('that was cut off is none', () => {
    fc.assert(
      fc.property(anyCursor, fc.double({ min: 0, max: 0.999, noNaN: true }), (cursor, share) => {
        const bytes = encodeCursor(cursor)
        expect(() => decodeCursor(bytes.subarray(0, Math.floor(bytes.length * share)))).toThrow(TypeError)
      }),
    )
  })

  test('of which one member is anything else is none, or is read as it stands there', () => {
    const member = fc.constantFrom('format', 'head', 'headChangedAt', 'seen', 'horizon')
    fc.assert(
      fc.property(anyCursor, member, fc.jsonValue(), (cursor, name, value) => {
        const written = JSON.parse(encodeCursor(cursor).toString()) as object
        const changed = JSON.stringify({ ...written, [name]: value })
        let read
        try {
          read = decodeCursor(Buffer.from(changed))
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError)
          return
        }
        expect(JSON.parse(encodeCursor(read).toString())).toEqual(JSON.parse(changed))
        for (const at of [read.headChangedAt, read.horizon]) if (at !== undefined) earlier(at, 1)
        for (const { from, to, orders } of read.seen) {
          for (const at of [from, to]) earlier(at, 1)
          for (const order of orders) expect(order).toBeTypeOf('string')
        }
      }),
    )
  })

  test('of the former format is read, with all that it remembers', () => {
    const former = {
      format: 1,
      head: { changedAt: '2026-11-24T20:00:00.000002Z', number: '2' },
      headChangedAt: '2026-11-24T20:00:00.000002Z',
      seen: [
        ['2', '1', '2026-11-24T20:00:00.000002Z'],
        ['1', '7', '2026-11-24T19:59:30.000001Z'],
      ],
    }
    const cursor = decodeCursor(Buffer.from(JSON.stringify(former)))
    expect(cursor).toMatchObject({ head: former.head, headChangedAt: former.headChangedAt })
    expect(cursor.horizon).toBeUndefined()
    expect([isSeen(cursor.seen, '1', '7'), isSeen(cursor.seen, '2', '1')]).toEqual([true, true])
    expect([isSeen(cursor.seen, '1', '1'), isSeen(cursor.seen, '3', '1')]).toEqual([false, false])
  })

  test.each([
    '',
    'null',
    '[]',
    '7',
    '{"format":1,"seen":[["1","1"]]}',
    '{"format":1,"seen":[["1","1","soon"]]}',
    '{"format":1,"seen":[],"head":7}',
    '{"format":2,"seen":[["2026-11-24T20:00:00.000000Z","soon",[]]]}',
    '{"format":2,"seen":[["2026-11-24T20:00:00.000000Z","2026-11-24T20:00:00.000000Z",[7]]]}',
  ])('is none: %s', (text) => {
    expect(() => decodeCursor(Buffer.from(text))).toThrow(TypeError)
  })
})

test('what is so many milliseconds earlier lies so many milliseconds between', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: 86_400_000_000 }), (later, microseconds) => {
      fc.pre(later > fromMicros(microseconds))
      expect(between(earlier(later, microseconds / 1000), later)).toBe(microseconds / 1000)
    }),
  )
})
