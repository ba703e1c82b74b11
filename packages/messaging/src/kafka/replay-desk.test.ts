import { failureTopics } from '@channel-adapter/contracts'
import { expect, test } from 'vitest'
import { failedMessage } from '../failure-channels.ts'
import { ReplayDesk } from './replay-desk.ts'

test('the desk keeps a parked message, not all that was fetched with it', () => {
  const desk = new ReplayDesk('updates', 'applier', () => Promise.reject(new Error('nothing is published')))
  const fetched = Buffer.alloc(1024 * 1024, 'x')
  const message = { topic: 'updates', partition: 1, offset: 7n, key: 'acme:1', timestamp: 1, headers: {} }
  const failure = { code: 'erp-rejected', text: 'closed', attempts: 1, firstFailedAt: '' }
  const value = fetched.subarray(500, 900)
  const { headers } = failedMessage({ ...message, value }, 'applier', 'deadLetter', failure)
  const { deadLetter } = failureTopics('updates', 'applier')
  desk.note({ ...message, topic: deadLetter, offset: 3n, headers, value })
  const [letter] = desk.letters()
  expect(letter?.message.value.equals(value)).toBe(true)
  expect(letter?.message.value.buffer.byteLength).toBe(400)
})
