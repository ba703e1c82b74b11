import { setImmediate as immediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { turns } from './turns.ts'

test('of those who come together one goes on in each turn of the event loop, in their order', async () => {
  const turn = turns()
  const gone: string[] = []
  for (const name of ['first', 'second', 'third']) void turn().then(() => gone.push(name))
  expect(gone).toEqual([])
  const seen: number[] = []
  while (gone.length < 3) {
    await immediate()
    seen.push(gone.length)
  }
  expect(gone).toEqual(['first', 'second', 'third'])
  expect(seen).toEqual([1, 2, 3])
})

test('who comes later, when nobody waits, has the next turn', async () => {
  const turn = turns()
  await turn()
  let gone = false
  void turn().then(() => (gone = true))
  await immediate()
  expect(gone).toBe(true)
})
