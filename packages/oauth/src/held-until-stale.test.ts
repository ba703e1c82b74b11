import { expect, test } from 'vitest'
import { heldUntilStale } from './held-until-stale.ts'

/** A server that gives numbered tokens, and a clock. */
function granted(lifetimeMs: number | undefined) {
  let time = 0
  let count = 0
  let isAway = false
  const held = heldUntilStale(
    () => {
      if (isAway) return Promise.reject(new Error('away'))
      return Promise.resolve({ value: `t${++count}`, lifetimeMs })
    },
    () => time,
  )
  return {
    get: held.get,
    renew: held.renew,
    pass: (milliseconds: number) => (time += milliseconds),
    setAway: (away: boolean) => (isAway = away),
  }
}

test('a token is asked for once for all, and again before it expires, once for all', async () => {
  const { get, pass } = granted(3_600_000)
  expect(await Promise.all([get(), get(), get()])).toEqual(['t1', 't1', 't1'])
  pass(3_569_000)
  expect(await get()).toBe('t1')
  pass(2000)
  expect(await Promise.all([get(), get(), get()])).toEqual(['t2', 't2', 't2'])
})

test('one that lives shortly is used for nine tenths of its life, and one without an end until it is refused', async () => {
  const short = granted(1000)
  await short.get()
  short.pass(899)
  expect(await short.get()).toBe('t1')
  short.pass(2)
  expect(await short.get()).toBe('t2')

  const endless = granted(undefined)
  await endless.get()
  endless.pass(10 ** 12)
  expect(await endless.get()).toBe('t1')
  expect(await endless.renew()).toBe('t2')
  expect(await endless.get()).toBe('t2')
})

test('what could not be asked for is asked for again', async () => {
  const { get, setAway } = granted(undefined)
  setAway(true)
  await expect(get()).rejects.toThrow('away')
  setAway(false)
  expect(await get()).toBe('t1')
})
