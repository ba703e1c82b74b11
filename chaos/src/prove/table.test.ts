import { expect, test } from 'vitest'
import { holds } from './prove.ts'
import { proofTable } from './table.ts'

const verdict = {
  guarantee: 'parking',
  scenario: '',
  noticedAs: 'lost 2',
  evidence: 'update u',
  control: undefined,
  seconds: 9,
}

test('the table has a line for each guarantee and says what was not noticed', () => {
  expect(proofTable([verdict, { ...verdict, noticedAs: '', evidence: '', control: 'nothing' }])).toBe(
    `| guarantee switched off | noticed as | evidence | with it | s |
| --- | --- | --- | --- | --- |
| parking | lost 2 | update u | not run | 9 |
| parking | NOT NOTICED |  | nothing | 9 |`,
  )
})

test('a proof holds when the loss was noticed and the scenario alone shows nothing', () => {
  expect(holds(verdict)).toBe(true)
  expect(holds({ ...verdict, control: 'nothing' })).toBe(true)
  expect(holds({ ...verdict, noticedAs: '' })).toBe(false)
  expect(holds({ ...verdict, control: 'lost 1' })).toBe(false)
})
