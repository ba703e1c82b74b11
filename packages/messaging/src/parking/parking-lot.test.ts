import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ParkingLot } from './parking-lot.ts'
import type { ParkedEntry, ReplayRecord, ReplayRequest, ReplayResult } from './replay-log.ts'

const entry = (offset: number, letter = offset, key = 'erp:1'): ParkedEntry => ({
  partition: 0,
  offset: String(offset),
  key,
  letter: String(letter),
})
const common = { plan: 'p1', key: 'erp:1', at: '2026-11-24T20:00:00Z' }
const request = (...entries: ParkedEntry[]): ReplayRequest => ({
  ...common,
  kind: 'request',
  action: 'replay',
  entries,
  by: 'ana',
  reason: 'mended',
})
const result = (of: ParkedEntry, what: ReplayResult['result'] = 'replayed'): ReplayResult => ({
  ...common,
  kind: 'result',
  result: what,
  partition: of.partition,
  offset: of.offset,
  letter: of.letter,
})

describe('a parking lot', () => {
  test('holds a key until each of its letters is settled', () => {
    const lot = new ParkingLot()
    lot.noteLetter(entry(1))
    lot.noteLetter(entry(2))
    lot.noteLog(result(entry(1)), 0)
    expect(lot.isParked('erp:1')).toBe(true)
    lot.noteLog(result(entry(2), 'discarded'), 0)
    expect(lot.isParked('erp:1')).toBe(false)
    expect(lot.keys).toBe(0)
  })

  test('takes a letter written twice after a crash for one, in the original order', () => {
    const lot = new ParkingLot()
    for (const parked of [entry(1, 10), entry(2, 11), entry(1, 12)]) lot.noteLetter(parked)
    expect(lot.entriesOf('erp:1').map(({ offset }) => offset)).toEqual(['1', '2'])
    lot.noteLog(result(entry(1, 12)), 0)
    expect(lot.entriesOf('erp:1').map(({ offset }) => offset)).toEqual(['2'])
  })

  test('parks anew what was settled and is parked once more', () => {
    const lot = new ParkingLot()
    lot.noteLetter(entry(1, 10))
    lot.noteLog(result(entry(1, 10)), 0)
    lot.noteLetter(entry(1, 20))
    expect(lot.isParked('erp:1')).toBe(true)
  })

  test('counts a message as parked from the moment it is put aside, before it is read back', () => {
    const lot = new ParkingLot()
    lot.expect('erp:1', { partition: 0, offset: '7' })
    expect(lot.isParked('erp:1')).toBe(true)
    lot.noteLetter(entry(7))
    lot.noteLog(result(entry(7)), 0)
    expect(lot.isParked('erp:1')).toBe(false)
    lot.expect('erp:1', { partition: 0, offset: '8' })
    lot.forgetExpected()
    expect(lot.isParked('erp:1')).toBe(false)
  })

  test('says the same whichever of the two topics was read first', () => {
    const records: (ParkedEntry | ReplayRecord)[] = [
      entry(1),
      entry(2),
      entry(3),
      request(entry(1), entry(2), entry(3)),
      result(entry(1)),
      result(entry(2)),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (order) => {
        const lot = new ParkingLot()
        for (const record of order) {
          if ('kind' in record) lot.noteLog(record, 0)
          else lot.noteLetter(record)
        }
        expect(lot.entriesOf('erp:1').map(({ offset }) => offset)).toEqual(['3'])
        expect(lot.openRequests().map(({ entries }) => entries.length)).toEqual([1])
      }),
    )
  })

  test.each([
    ['is cancelled', { ...common, kind: 'cancel' as const, by: 'ana' }],
    ['fails', result(entry(1), 'failed')],
  ])('has no open request when it %s, and keeps what is parked', (_, record) => {
    const lot = new ParkingLot()
    lot.noteLetter(entry(1))
    lot.noteLog(request(entry(1)), 0)
    expect(lot.openRequests()).toHaveLength(1)
    lot.noteLog(record, 0)
    expect(lot.openRequests()).toEqual([])
    expect(lot.isParked('erp:1')).toBe(true)
  })
})
