import { expect, test } from 'vitest'
import { type Answer, partnerSummaries, type Told } from './partner-summary.ts'

const answer = (partner: string, id: string, second = 0): Answer => ({
  partner,
  id,
  timestamp: Date.UTC(2026, 10, 25, 3, 0, second),
})
const told = (updateId: string, result: Told['result']): Told => ({ updateId, result })

test('counts what each partner has answered and what became of it; a repetition is one answer, and a replay ends it', () => {
  const answers = [
    answer('supplier-2', 'a'),
    answer('supplier-1', 'b', 3),
    answer('supplier-1', 'b', 1),
    answer('supplier-1', 'c'),
    answer('supplier-1', 'd', 9),
  ]
  const outcomes = [told('a', 'REFUSED'), told('b', 'PARKED'), told('b', 'APPLIED'), told('c', 'PARKED')]
  expect(partnerSummaries(answers, outcomes)).toEqual([
    {
      partner: 'supplier-1',
      answers: 3,
      applied: 1,
      refused: 0,
      parked: 1,
      waiting: 1,
      lastAnswerAt: '2026-11-25T03:00:09.000Z',
    },
    {
      partner: 'supplier-2',
      answers: 1,
      applied: 0,
      refused: 1,
      parked: 0,
      waiting: 0,
      lastAnswerAt: '2026-11-25T03:00:00.000Z',
    },
  ])
})

// Math.max of them all overflowed the stack.
test('counts a partner with more answers than a function takes arguments', () => {
  const many = Array.from({ length: 200_000 }, (_, second) => answer('supplier-1', 'a', second % 60))
  expect(partnerSummaries(many, [])).toMatchObject([{ lastAnswerAt: '2026-11-25T03:00:59.000Z' }])
})
