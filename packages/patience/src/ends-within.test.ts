import { expect, test } from 'vitest'
import { endsWithin } from './ends-within.ts'

test('what ends in time is waited for, with its error', async () => {
  expect(await endsWithin(60_000, Promise.resolve())).toBe(true)
  await expect(endsWithin(60_000, Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('what takes longer is left behind, with its error', async () => {
  const { promise, reject } = Promise.withResolvers<void>()
  expect(await endsWithin(1, promise)).toBe(false)
  reject(new Error('too late'))
})
