import { expect, test } from 'vitest'
import { bytesOfUnscaled } from './logical-types.ts'

// The soak showed an extractor that grew by 17 MiB a minute: each amount that was remembered kept 64 KiB of Node's pool.
test('the bytes of an amount, which are remembered, keep no memory but their own', () => {
  for (const unscaled of [0n, -1n, 39_270_000_000n, 10n ** 27n, -(10n ** 27n)]) {
    const bytes = bytesOfUnscaled(unscaled)
    expect(bytes.buffer.byteLength).toBe(bytes.length)
  }
})
