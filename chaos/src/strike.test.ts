import { expect, test } from 'vitest'
import { strike } from './strike.ts'
import type { StrikeContext } from './strike-context.ts'
import { Tally } from './tally.ts'

// The second strike killed the broker while it started, and both started it again: "runs already" ended the run.
test('of the brokers one at a time is struck, though it takes longer to start than was planned', async () => {
  const starts: (() => void)[] = []
  const killed: number[] = []
  const node = (id: number) => ({
    running: true,
    kill: () => Promise.resolve(void killed.push(id)),
    start: () => new Promise<void>((started) => starts.push(started)),
  })
  const tally = new Tally()
  const cluster = { nodes: [node(0), node(1)] }
  const system = { platform: { cluster }, deployment: {}, tally }
  const context = { system, seed: 1, signal: new AbortController().signal } as unknown as StrikeContext
  const down = (which: number) => strike({ kind: 'broker-down', node: which, downMs: 0 }, context)

  const first = down(0)
  await Promise.all([down(0), down(1)])
  await expect.poll(() => starts.length).toBe(1)
  for (const started of starts) started()
  await first
  const last = down(1)
  await expect.poll(() => starts.length).toBe(2)
  starts[1]?.()
  await last
  expect(killed).toEqual([0, 1])
  expect(tally.kills).toBe(2)
})
