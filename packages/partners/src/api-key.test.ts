import { expect, test } from 'vitest'
import { newApiKey } from './api-key.ts'
import { sha256 } from './testing.ts'

test('a new key is like no other, and the file has its hash', () => {
  const made = newApiKey()
  expect(made.key).toHaveLength(43)
  expect(made.sha256).toBe(sha256(made.key))
  expect(newApiKey().key).not.toBe(made.key)
})
