import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ParkingLot } from './parking-lot.ts'
import { decodeReplayRecord, encodeReplayRecord, type ReplayRecord } from './replay-log.ts'

const common = { plan: 'p', key: 'acme:1', at: '2026-11-25T10:00:00.000Z' }
const place = { partition: 0, offset: '7', letter: '3' }
const records: ReplayRecord[] = [
  { ...common, kind: 'request', action: 'replay', entries: [place], by: 'ana', reason: 'mended' },
  { ...common, kind: 'cancel', by: 'ana' },
  { ...common, ...place, kind: 'result', result: 'replayed' },
  { ...common, ...place, kind: 'result', result: 'failed', code: 'a-code', text: 'a text' },
]

test('a record is read as it was written', () => {
  for (const record of records) expect(decodeReplayRecord(encodeReplayRecord(record))).toEqual(record)
})

// A result without its letter was taken for one: whoever followed the log, applier and console, died of it at every
// start. Found by pnpm fuzz.
describe('what only begins like a record', () => {
  test('is none', () => {
    const { letter: _, ...withoutLetter } = place
    const texts = [
      { ...common, format: 1, kind: 'result', result: 'replayed', ...withoutLetter },
      { ...common, format: 1, kind: 'request', action: 'replay', by: 'ana', reason: 'mended' },
      { ...common, format: 1, kind: 'erase' },
    ]
    for (const text of texts) expect(decodeReplayRecord(Buffer.from(JSON.stringify(text)))).toBeUndefined()
  })

  test('harms nobody, whatever its members hold', () => {
    const odd = fc.jsonValue({ maxDepth: 2 })
    const members = [
      'plan',
      'key',
      'at',
      'kind',
      'action',
      'entries',
      'by',
      'partition',
      'offset',
      'letter',
      'result',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.constantFrom(...members), odd, (record, member, value) => {
        const bytes = Buffer.from(JSON.stringify({ format: 1, ...record, [member]: value }))
        const read = decodeReplayRecord(bytes)
        const lot = new ParkingLot()
        lot.noteLetter({ key: 'acme:1', ...place })
        if (read) lot.noteLog(read, 0)
        lot.openRequests()
      }),
    )
  })
})
