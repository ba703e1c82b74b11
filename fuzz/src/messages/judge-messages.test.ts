import { expect, test } from 'vitest'
import { judgeMessages } from './judge-messages.ts'

const poured = [{ n: 7, topic: 'orders', groups: ['a', 'b'] }]
const aside = (group: string, channel: 'invalid' | 'dlq' = 'invalid') => ({ n: 7, group, channel })

test('a message that each group has put aside once is as it must be', () => {
  expect(judgeMessages(poured, [aside('a'), aside('b')])).toEqual([])
})

test('one that is missing, twice or elsewhere is found', () => {
  expect(judgeMessages(poured, [aside('a'), aside('a'), aside('c'), aside('a', 'dlq')])).toEqual([
    'message 7 of orders is not in b.invalid',
    'message 7 of orders is in c.invalid',
    'message 7 of orders is in a.dlq',
    'message 7 of orders is twice in a.invalid',
  ])
})
