import { exampleOrder } from '@channel-adapter/contracts/examples'
import { expect, test } from 'vitest'
import { differences } from '@channel-adapter/timeline'
import { MASK, withMasks } from './masking.ts'

const masked = new Set(['unitPrice', 'subtotal', 'buyer', 'base64'])

test('a field is masked wherever it stands, and nothing else is', () => {
  const answer = { order: exampleOrder, found: { key: 'a:1', buyer: null }, base64: 'AAAA' }
  const shown = withMasks(answer, masked)
  expect(shown).toEqual({
    order: {
      ...exampleOrder,
      subtotal: MASK,
      buyer: MASK,
      lines: exampleOrder.lines.map((line) => ({ ...line, unitPrice: MASK })),
    },
    found: { key: 'a:1', buyer: null },
    base64: MASK,
  })
})

test('so is what changed in it', () => {
  const [line] = exampleOrder.lines
  const after = { ...exampleOrder, status: 'CONFIRMED', lines: [{ ...line, unitPrice: '1' }] }
  expect(withMasks(differences(exampleOrder, after), masked)).toEqual([
    { place: 'status', before: 'ISSUED', after: 'CONFIRMED' },
    { place: 'lines[1].unitPrice', before: MASK, after: MASK },
  ])
})

test('a field that holds others is masked with all in it, so that its shape can be shown', () => {
  const shown = withMasks({ supplier: { id: '9', name: 'Litware', since: null } }, new Set(['supplier']))
  expect(shown).toEqual({ supplier: { id: MASK, name: MASK, since: null } })
})
