import { openDice } from '@channel-adapter/chaos/dice'
import { describe, expect, test } from 'vitest'
import { mutate, mutateJson, mutations } from './mutate.ts'

const real = Buffer.from('0000000001aabbccddeeff00112233', 'hex')

describe('a mutation', () => {
  test.each(mutations)('%s follows from the seed, and leaves the real message as it was', (how) => {
    const made = [1, 1, 2].map((seed) => mutate(how, real, real, openDice(seed)))
    expect(made[0]).toEqual(made[1])
    expect(real.toString('hex')).toBe('0000000001aabbccddeeff00112233')
  })

  test('of an empty message is possible', () => {
    for (const how of mutations) mutate(how, Buffer.alloc(0), real, openDice(3))
  })
})

test('a changed record is JSON still', () => {
  const dice = openDice(4)
  const record = { kind: 'request', entries: [{ partition: 0 }], by: 'ana' }
  for (let left = 200; left > 0; left--) JSON.parse(mutateJson(record, dice).toString())
})
