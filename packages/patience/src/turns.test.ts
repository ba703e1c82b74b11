import { setImmediate as immediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { turns } from './turns.ts'

test('of those who come together half go on in each turn of the event loop, in their order', async () => {
  const turn = turns()
  const came = Array.from({ length: 11 }, (_, index) => index)
  const gone: number[] = []
  for (const each of came) void turn().then(() => gone.push(each))
  expect(gone).toEqual([])
  const seen: number[] = []
  while (gone.length < came.length) {
    await immediate()
    seen.push(gone.length)
  }
  expect(gone).toEqual(came)
  expect(seen).toEqual([6, 9, 10, 11])
})

test('who comes later, when nobody waits, has the next turn', async () => {
  const turn = turns()
  await turn()
  let gone = false
  void turn().then(() => (gone = true))
  await immediate()
  expect(gone).toBe(true)
})
