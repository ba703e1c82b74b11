import type { FailedMessage } from '@channel-adapter/messaging'
import { expect, test } from 'vitest'
import { listLine } from './shown.ts'

// A key with a line feed in it began an entry of its own, and one with an escape sequence hid those before it.
test('a failed message takes one line, whatever its key', () => {
  const message = { key: 'acme:1\n2026-11-27  acme  acme:2\u001b[2J\u2028', partition: 0, offset: 7n }
  const failed = {
    message,
    code: 'a-bug',
    firstFailedAt: '2026-11-27',
    text: 'b\nc',
  } as unknown as FailedMessage
  expect(listLine('acme', failed)).toBe(
    '2026-11-27  acme  acme:1\\n2026-11-27  acme  acme:2\\u001b[2J\\u2028  0/7  a-bug  b\\nc',
  )
})
