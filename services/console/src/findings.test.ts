import { describe, expect, test } from 'vitest'
import { findingsOf, type Situation } from './findings.ts'

const NOW = 1_000_000
const healthy: Situation['connections'][number] = {
  connection: 'acme',
  orders: 5,
  statuses: {},
  waiting: 0,
  oldestWaitingAt: null,
  paused: undefined,
  erp: { fault: undefined, awaySince: undefined },
}
const situation = (changes: Partial<Situation>): Situation => ({
  now: NOW,
  connections: [healthy],
  parked: [],
  invalid: { count: 0, since: null },
  unanswered: [],
  silent: [],
  ...changes,
})
const waiting = { waiting: 3, oldestWaitingAt: NOW - 200_000 }

describe('the findings', () => {
  test('are none while everything flows, also while updates wait for a moment', () => {
    expect(findingsOf(situation({}))).toEqual([])
    const moment = { ...healthy, waiting: 3, oldestWaitingAt: NOW - 1000 }
    expect(findingsOf(situation({ connections: [moment] }))).toEqual([])
  })

  test('name an ERP that is away, in its own words, and not once more the updates that wait for it', () => {
    const connections = [{ ...healthy, ...waiting, erp: { fault: 'ECONNREFUSED', awaySince: 900 } }]
    expect(findingsOf(situation({ connections }))).toEqual([
      { what: 'away', rank: 'fault', who: 'acme', since: 900, count: 3, text: 'ECONNREFUSED' },
    ])
  })

  test('say of a pause who wants it, and nothing of what waits meanwhile', () => {
    const paused = { by: 'ana', reason: 'closing the year', since: '2026-11-25T03:00:00Z' }
    const connections = [{ ...healthy, ...waiting, paused, erp: { fault: 'x', awaySince: 900 } }]
    expect(findingsOf(situation({ connections }))).toMatchObject([
      { what: 'paused', rank: 'notice', text: 'ana: closing the year', count: 3 },
    ])
  })

  test('tell when updates wait though no ERP is known to be away', () => {
    expect(findingsOf(situation({ connections: [{ ...healthy, ...waiting }] }))).toMatchObject([
      { what: 'waiting', rank: 'fault', since: NOW - 200_000, count: 3 },
    ])
  })

  test('begin with the faults, the oldest first', () => {
    const found = findingsOf(
      situation({
        parked: [{ connection: 'acme', orders: 2, since: 10 }],
        invalid: { count: 1, since: 5 },
        unanswered: [{ connection: 'acme', orders: 4, since: 1 }],
        silent: [
          { service: 'http://b', text: 'refused', since: 30 },
          { service: 'http://a', text: 'refused', since: 20 },
        ],
      }),
    )
    expect(found.map(({ what, who }) => `${what} ${who}`)).toEqual([
      'silent http://a',
      'silent http://b',
      'unanswered acme',
      'invalid ',
      'parked acme',
    ])
  })
})
