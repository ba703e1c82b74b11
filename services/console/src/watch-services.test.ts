import { expect, test } from 'vitest'
import { type Answer, erpsSeen } from './watch-services.ts'

const applier = (circuit: string, reason?: string): Answer => ({
  service: 'http://applier',
  checks: {
    broker: { ok: true },
    'ERP acme': { ok: circuit === 'closed', detail: { circuit, reason } },
  },
})
const extractor = (fault?: string): Answer => ({
  service: 'http://extractor',
  checks: { 'connection acme': { ok: true, detail: { lastPolledAt: 77, fault } } },
})

test('an ERP is as extractor and applier together say', () => {
  expect(erpsSeen([extractor(), applier('closed')], new Map(), 1000).get('acme')).toEqual({
    circuit: 'closed',
    lastPolledAt: 77,
    fault: undefined,
    awaySince: undefined,
  })
  for (const answers of [
    [extractor(), applier('open', 'timeout')],
    [applier('open', 'timeout'), extractor()],
  ])
    expect(erpsSeen(answers, new Map(), 1000).get('acme')).toMatchObject({
      fault: 'timeout',
      awaySince: 1000,
    })
})

test('since when it is away is remembered until it answers again', () => {
  const first = erpsSeen([extractor('refused')], new Map(), 1000)
  const later = erpsSeen([extractor('refused')], first, 5000)
  expect(later.get('acme')?.awaySince).toBe(1000)
  expect(erpsSeen([extractor()], later, 6000).get('acme')?.awaySince).toBeUndefined()
})

test('a service that does not answer says nothing of any ERP', () => {
  expect(erpsSeen([{ service: 'http://x', error: 'refused' }], new Map(), 1000).size).toBe(0)
})
