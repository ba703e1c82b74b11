import { describe, expect, test } from 'vitest'
import { withFigures } from './publish.ts'
import type { ScaleOutReport } from './report.ts'
import { tables } from './tables.ts'

const still = { lowest: 0.95, afterS: 0 }
const report: ScaleOutReport = {
  command: 'pnpm scale-out',
  at: '2026-11-25T08:00:00.000Z',
  machine: { processors: 2, model: 'a processor', busyWhileIdle: 0.5 },
  seconds: 300,
  steady: { orders: 45, updates: 36, posts: 20 },
  costs: {
    'erp-extractor': { idle: 0.1, loaded: 0.2, unit: 'snapshots', perSecond: 45, perThousand: 2.2 },
    'publisher-gateway': { idle: 0.1, loaded: 0.1, unit: 'requests', perSecond: 0, perThousand: null },
  },
  bytes: { 'purchasing.order.v1': 1234.4 },
  phases: [
    {
      name: 'kill -9 of erp-extractor-1',
      fromS: 55,
      untilS: 80,
      orders: { lowest: 0.31, afterS: 13.4 },
      updates: { lowest: 0.5, afterS: null },
      posts: still,
      ordersStoodStillS: { 'erp-1': 13.2, 'erp-2': 2, 'erp-3': 11 },
      updatesStoodStillS: { 'erp-1': 2 },
      spread: { 'erp-extractor-1': 0, 'erp-extractor-2': 5, 'erp-extractor-3': 4 },
    },
  ],
  load: {
    orders: 10,
    changesByClerk: 10,
    snapshots: 50,
    updates: 40,
    effects: 40,
    putAside: 0,
    postsAcknowledged: 20,
  },
  lost: 0,
  twice: 0,
  outOfOrder: 0,
  evidence: { lost: [], twice: [], outOfOrder: [] },
  exits: [],
  slowStops: 0,
  samples: [],
}

describe('the figures of a scale-out', () => {
  test('say of each phase how far throughput fell, when it was back, and who stood still', () => {
    expect(tables(report)).toContain(
      '| kill -9 of erp-extractor-1 | 25 | 31 %, 13 s | 50 %, not within the phase | 95 % | 2, 13 s at most | none | 0, 5, 4 |',
    )
  })

  test('name no cost of what did nothing', () => {
    expect(tables(report)).toContain('| publisher-gateway | 10 % | 10 % | requests | 0.0 |  |')
  })

  test('replace those in the document, and nothing else', () => {
    const begin = '<!-- figures: written by `pnpm scale-out --publish` -->'
    const text = `before\n${begin}\nold\n<!-- end of figures -->\nafter\n`
    const once = withFigures(text, 'new')
    expect(once).toBe(`before\n${begin}\n\nnew\n\n<!-- end of figures -->\nafter\n`)
    expect(withFigures(once, 'new')).toBe(once)
    expect(() => withFigures('nothing', 'new')).toThrow('has no')
  })
})
