import { describe, expect, test } from 'vitest'
import { ControlBoard } from './control-board.ts'
import { controlKey, type ControlRecord, decodeControlRecord, encodeControlRecord } from './control-record.ts'

const live = new AbortController().signal
const said = (action: ControlRecord['action'], connection = 'acme'): ControlRecord => ({
  action,
  connection,
  by: 'ana',
  reason: 'closing the year',
  at: '2026-11-25T03:00:00.000Z',
})
/** Whether something has ended by now. */
async function ended(work: Promise<void>): Promise<boolean> {
  const turn = new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))
  return Promise.race([work.then(() => true), turn])
}

describe('the board', () => {
  test('tells who paused a connection, why and since when, until it is resumed; of others nothing', () => {
    const board = new ControlBoard()
    board.note(said('pause'))
    expect(board.paused('acme')).toEqual({
      by: 'ana',
      reason: 'closing the year',
      since: '2026-11-25T03:00:00.000Z',
    })
    expect(board.paused('other')).toBeUndefined()
    board.note(said('resume'))
    expect(board.paused('acme')).toBeUndefined()
    expect(board.wanted('acme')).toEqual(said('resume'))
  })

  test('lets who wants to run wait for the end of the pause', async () => {
    const board = new ControlBoard()
    await board.running('acme', live)
    board.note(said('pause'))
    const running = board.running('acme', live)
    board.note(said('poll'))
    board.note(said('resume', 'other'))
    expect(await ended(running)).toBe(false)
    board.note(said('resume'))
    await running
  })

  test('ends a rest at once when somebody asks to poll or to pause, and only for that connection', async () => {
    for (const action of ['poll', 'pause'] as const) {
      const board = new ControlBoard()
      const rest = board.rest('acme', 3_600_000, live)
      board.note(said(action, 'other'))
      expect(await ended(rest)).toBe(false)
      board.note(said(action))
      await rest
    }
  })

  test('has a poll that was asked for during a reading followed by another one, and only one', async () => {
    const board = new ControlBoard()
    board.note(said('poll'))
    await board.rest('acme', 3_600_000, live)
    expect(await ended(board.rest('acme', 3_600_000, live))).toBe(false)
  })

  test('does not poll once more for what was asked before the start', async () => {
    const board = new ControlBoard()
    board.note(said('poll'))
    board.forgetPolls()
    expect(await ended(board.rest('acme', 3_600_000, live))).toBe(false)
  })

  test('lets go of everybody when the process stops', async () => {
    const board = new ControlBoard()
    board.note(said('pause'))
    const stop = new AbortController()
    const waiting = [board.running('acme', stop.signal), board.rest('acme', 3_600_000, stop.signal)]
    stop.abort()
    await Promise.all(waiting)
    await board.rest('acme', 3_600_000, stop.signal)
  })
})

describe('a record', () => {
  test('is read as it was written, and other bytes as nothing', () => {
    expect(decodeControlRecord(encodeControlRecord(said('pause')))).toEqual(said('pause'))
    for (const text of ['', '{}', 'null', '{"format":1,"action":"erase","connection":"acme"}'])
      expect(decodeControlRecord(Buffer.from(text))).toBeUndefined()
  })

  test('to poll does not take the place of the pause that holds', () => {
    expect(controlKey(said('pause'))).toBe(controlKey(said('resume')))
    expect(controlKey(said('poll'))).not.toBe(controlKey(said('pause')))
  })
})
