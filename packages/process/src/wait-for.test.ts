import { expect, test } from 'vitest'
import { waitFor, waitMs } from './wait-for.ts'

test('waiting grows from 0.2 s to 5 s, with full jitter', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 1000].map((failures) => waitMs(failures, 1))
  expect(ceilings).toEqual([200, 400, 800, 1600, 3200, 5000, 5000])
  expect(waitMs(6, 0)).toBe(0)
})

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
