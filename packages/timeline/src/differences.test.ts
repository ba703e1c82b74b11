import { expect, test } from 'vitest'
import { differences } from './differences.ts'

test('names each place that says something else, lines by their number and not by where they stand', () => {
  const before = {
    note: null,
    lines: [
      { line: '2', quantity: '1' },
      { line: '1', quantity: '5' },
    ],
  }
  const after = {
    note: 'soon',
    lines: [{ line: '1', quantity: '5' }, { line: '2', quantity: '3' }, { line: '3' }],
  }
  expect(differences(before, after)).toEqual([
    { place: 'note', before: null, after: 'soon' },
    { place: 'lines[2].quantity', before: '1', after: '3' },
    { place: 'lines[3]', before: undefined, after: { line: '3' } },
  ])
  expect(differences(before, structuredClone(before))).toEqual([])
})
