import { afterEach, expect, test, vi } from 'vitest'
import { breather } from './breather.ts'

afterEach(() => vi.restoreAllMocks())

test('long work lets the event loop turn each time it has taken so long, and short work never', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const breathe = breather(5)
  now = 4
  expect(breathe()).toBeUndefined()
  for (let piece = 0; piece < 3; piece++) {
    now += 5
    let turned = false
    setImmediate(() => (turned = true))
    await breathe()
    expect(turned).toBe(true)
    expect(breathe()).toBeUndefined()
  }
})
