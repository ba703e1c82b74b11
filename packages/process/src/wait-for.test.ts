import { expect, test } from 'vitest'
import { waitFor } from './wait-for.ts'

test('it tries again until it succeeds', async () => {
  const failures: number[] = []
  let left = 2
  const result = await waitFor(() => (left-- > 0 ? Promise.reject(new Error('away')) : 'there'), {
    signal: new AbortController().signal,
    onFailure: (_error, count) => failures.push(count),
  })
  expect(result).toBe('there')
  expect(failures).toEqual([1, 2])
})

test('it ends when the process stops, during the wait too', async () => {
  const controller = new AbortController()
  const waiting = waitFor(() => Promise.reject(new Error('away')), {
    signal: controller.signal,
    onFailure: () => setImmediate(() => controller.abort(new Error('stopping'))),
  })
  await expect(waiting).rejects.toThrow('stopping')
})

test('it ends when the process stops, during an attempt that hangs too', async () => {
  const controller = new AbortController()
  const waiting = waitFor(
    () => {
      setImmediate(() => controller.abort(new Error('stopping')))
      return Promise.withResolvers<never>().promise
    },
    { signal: controller.signal, onFailure: () => {} },
  )
  await expect(waiting).rejects.toThrow('stopping')
})
