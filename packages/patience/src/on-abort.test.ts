import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { onAbort } from './on-abort.ts'

test('everything that waits for a signal is done when it is aborted, but for what was called off', () => {
  const abort = new AbortController()
  const done: string[] = []
  onAbort(abort.signal, () => done.push('first'))
  const callOff = onAbort(abort.signal, () => done.push('called off'))
  onAbort(abort.signal, () => done.push('last'))
  callOff()
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1)
  abort.abort()
  expect(done).toEqual(['first', 'last'])
})

test('for a signal that is aborted already nothing is done', () => {
  let done = false
  onAbort(AbortSignal.abort(), () => (done = true))()
  expect(done).toBe(false)
})
