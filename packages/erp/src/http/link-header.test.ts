import { expect, test } from 'vitest'
import { nextLinkOf } from './link-header.ts'

test.each([
  ['<https://erp/orders?page=2>; rel="next"', 'https://erp/orders?page=2'],
  ['<a>; rel="prev", <b,c>; title="x, y"; rel=next', 'b,c'],
  ['<a>; rel="last next"', 'a'],
  ['<a>; rel="prev"', undefined],
  [['<a>; rel="prev"', '<b>; rel="next"'], 'b'],
  ['nonsense', undefined],
  [undefined, undefined],
])('%j leads to %j', (header, next) => {
  expect(nextLinkOf(header)).toBe(next)
})
