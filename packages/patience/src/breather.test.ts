import { expect, test } from 'vitest'
import { breather } from './breather.ts'

function workFor(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

test('long work lets the event loop turn each time it has taken so long, and short work never', async () => {
  const breathe = breather(5)
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  expect(breathe()).toBeUndefined()
  for (let piece = 0; piece < 3; piece++) {
    workFor(6)
    await breathe()
    expect(breathe()).toBeUndefined()
  }
  clearInterval(counting)
  expect(turns).toBeGreaterThanOrEqual(2)
})
