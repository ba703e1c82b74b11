import { expect, test } from 'vitest'
import type { Measured } from './result.ts'
import { allReached, type Outcome, runScenarios } from './run-scenarios.ts'
import { interleaved, mustBe, type Scenario, type Stage } from './stage.ts'

const measured = (value: number): Measured => ({
  scenario: 'good',
  title: '',
  unit: 'orders/s',
  value,
  limit: 100,
  limitIs: '',
  target: { better: 'higher', floor: 0.5, goal: 0.9 },
  runs: 1,
  settings: {},
  peers: [],
})
const good: Scenario = () => Promise.resolve(measured(95))

async function run(wanted: Readonly<Record<string, Scenario>>, withinSeconds = 10) {
  const heard: string[] = []
  const progress: Outcome[] = []
  const interrupted = new AbortController()
  const stage = { signal: interrupted.signal, say: (text: string) => heard.push(text), sizes: { rounds: 1 } }
  const cleanUp = () => Promise.resolve(void heard.push('cleaned up'))
  const outcome = await runScenarios(wanted, {
    stage: stage as unknown as Stage,
    withinSeconds,
    cleanUp,
    onProgress: ({ results, failures }) => progress.push({ results: [...results], failures: [...failures] }),
  })
  return { ...outcome, heard, progress }
}

test('a scenario whose count is wrong has no figure, is named, and lets the bench fail; the others are measured', async () => {
  const wrong: Scenario = (stage) =>
    interleaved(stage, {
      product: () => {
        mustBe('orders in the topic', 99, 100)
        return Promise.resolve({ value: 1 })
      },
    }).then(() => measured(1))
  const { results, failures, heard } = await run({ wrong, good })
  expect(failures).toEqual([{ scenario: 'wrong', reason: 'orders in the topic: 99, must be 100' }])
  expect(results.map(({ scenario }) => scenario)).toEqual(['good'])
  expect(allReached({ results, failures })).toBe(false)
  expect(allReached({ results, failures: [] })).toBe(true)
  expect(heard).toContain('  failed: orders in the topic: 99, must be 100')
})

test('a scenario that does not end is given up when its time is over, and what it started is ended', async () => {
  const endless: Scenario = ({ signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
  const { results, failures, heard } = await run({ endless, good }, 0.05)
  expect(failures).toEqual([{ scenario: 'endless', reason: 'not done within its 0.05 s' }])
  expect(heard).toContain('cleaned up')
  expect(results).toHaveLength(1)
})

test('what is known so far is told after each scenario', async () => {
  const { progress } = await run({ first: good, second: good })
  expect(progress.map(({ results }) => results.length)).toEqual([1, 2])
})

test('a figure that is no number is a failure', async () => {
  const { failures } = await run({ nothing: () => Promise.resolve(measured(Number.NaN)) })
  expect(failures).toHaveLength(1)
})

test('a floor that is missed lets the bench fail', async () => {
  expect(allReached(await run({ slow: () => Promise.resolve(measured(10)) }))).toBe(false)
})

test('a peer that fails is skipped and says why, and the product is measured all the same', async () => {
  const guarantee = { acks: 'all', delivery: 'at least once', order: 'none', lacks: '' } as const
  const { samples, peers } = await interleaved(
    { signal: new AbortController().signal, say: () => {}, sizes: { rounds: 3 } },
    { product: () => Promise.resolve({ value: 5 }) },
    [
      { name: 'absent', guarantee, measure: () => Promise.reject(new Error('no Java\nhere')) },
      { name: 'slow', guarantee, once: true, measure: () => Promise.resolve({ value: 1 }) },
    ],
  )
  expect(samples.product).toHaveLength(3)
  expect(peers).toEqual([
    { name: 'absent', guarantee, skipped: 'no Java' },
    { name: 'slow', guarantee, runs: 1, value: 1 },
  ])
})
