import { expect, test } from 'vitest'
import { judged, type Measured } from '../result.ts'
import { summary } from '../summary.ts'
import { chart } from './chart.ts'
import { type Report, withFigures } from './publish.ts'
import { terminalTable } from './table.ts'

const guarantee = { acks: 'all', delivery: 'at least once', order: 'per order', lacks: 'outcomes' } as const
const measured: Measured = {
  scenario: 'apply',
  title: 'updates < orders',
  unit: 'updates/s',
  limit: 5000,
  limitIs: '100 at a time',
  target: { better: 'higher', floor: 0.85, goal: 0.97 },
  runs: 3,
  settings: {},
  ...summary([
    { value: 4000, cpuPer1000: 0.2, counts: { conflicts: 0 } },
    { value: 4500, cpuPer1000: 0.4, counts: { conflicts: 2 } },
    { value: 9000, cpuPer1000: 0.3, counts: { conflicts: 1 } },
  ]),
  peers: [{ name: 'parallel consumer', guarantee, skipped: 'no Maven <here>' }],
}
const result = judged(measured)

test('the report counts the median of the rounds, and its ratio to the limit', () => {
  expect(result).toMatchObject({
    value: 4500,
    ratio: 0.9,
    verdict: 'floor',
    cpuPer1000: 0.3,
    counts: { conflicts: 1 },
  })
})

test('the table says what was not measured, and why', () => {
  expect(terminalTable([result])).toMatch(/4,500 updates\/s .*0\.9 .*reaches its floor/)
  expect(terminalTable([result])).toMatch(/parallel consumer +not measured: no Maven <here>/)
})

test('the chart is well-formed and shows the figures of the report', () => {
  const svg = chart([result], 'a < b')
  expect(svg).toContain('a &lt; b')
  expect(svg).toContain('0.9: 4,500 updates/s of 5,000')
  expect(svg.match(/<(rect|text|line|svg)/g)).not.toHaveLength(0)
  expect(svg).not.toMatch(/NaN|undefined/)
})

test('figures take the place of the last ones, and the words around them stay', () => {
  const report = {
    at: '2026-11-25T09:30:00.000Z',
    machine: { cores: 2, loadBefore: 0, versions: { node: 'v24.21.0' } },
    sizes: {},
    results: [result],
    failures: [{ scenario: 'send', reason: 'a count is wrong' }],
  } as unknown as Report
  const text =
    'before\n<!-- figures: written by `pnpm bench --publish` -->\nold\n<!-- end of figures -->\nafter'
  const once = withFigures(text, report)
  expect(once).toMatch(/^before\n[^]*4,500 updates\/s[^]*\nafter$/)
  expect(once).toContain('`send` failed: a count is wrong')
  expect(once).not.toContain('old')
  expect(withFigures(once, report)).toBe(once)
  expect(() => withFigures('nothing', report)).toThrow(RangeError)
})
