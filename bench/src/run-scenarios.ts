import { judged, type Result } from './result.ts'
import type { Scenario, Stage } from './stage.ts'

/** A scenario without a figure: it broke, its time was over, or a count was not what it must be. */
export interface Failure {
  readonly scenario: string
  readonly reason: string
}

export interface Outcome {
  readonly results: readonly Result[]
  readonly failures: readonly Failure[]
}

export interface RunEffects {
  /** What the scenarios are given; its signal ends all of them. */
  readonly stage: Stage
  /** The longest that one scenario may take. */
  readonly withinSeconds: number
  /** Ends what a scenario has left running. */
  readonly cleanUp: () => Promise<void>
  /** Told after each scenario of all so far, so that nothing is lost when the bench itself is killed. */
  readonly onProgress: (outcome: Outcome) => void
}

// A scenario whose processes were killed ends by itself, unless it waits for something else.
const UNWIND_MS = 5000

/**
 * One scenario after the other. One that fails, or takes too long, is a failure in the report; the others are measured
 * all the same. @throws the reason of the stage's signal once that is aborted
 */
export async function runScenarios(
  wanted: Readonly<Record<string, Scenario>>,
  { stage, withinSeconds, cleanUp, onProgress }: RunEffects,
): Promise<Outcome> {
  const results: Result[] = []
  const failures: Failure[] = []
  for (const [name, scenario] of Object.entries(wanted)) {
    stage.signal.throwIfAborted()
    stage.say(name)
    const began = Date.now()
    try {
      const measured = await within(withinSeconds, scenario, stage)
      results.push(...[measured].flat().map((each) => judged(each)))
    } catch (error) {
      stage.signal.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      failures.push({ scenario: name, reason })
      stage.say(`  failed: ${reason}`)
    }
    stage.say(`  ${Math.round((Date.now() - began) / 1000)} s`)
    onProgress({ results, failures })
  }
  return { results, failures }

  async function within(seconds: number, scenario: Scenario, given: Stage) {
    const overtime = new AbortController()
    const ended = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => overtime.abort(new Error(`not done within its ${seconds} s`)),
      seconds * 1000,
    )
    const signal = AbortSignal.any([given.signal, overtime.signal])
    signal.addEventListener('abort', () => ended.reject(signal.reason))
    const measuring = scenario({ ...given, signal })
    try {
      return await Promise.race([measuring, ended.promise])
    } catch (error) {
      await cleanUp()
      await settled(measuring)
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Whether every scenario has a figure, and every figure reaches its floor. Pure. */
export function allReached({ results, failures }: Outcome): boolean {
  return failures.length === 0 && results.every(({ verdict }) => verdict !== 'missed')
}

/** Waits a while for a promise, whatever becomes of it. */
async function settled(promise: Promise<unknown>): Promise<void> {
  const { promise: waited, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, UNWIND_MS)
  await Promise.race([
    promise.then(
      () => {},
      () => {},
    ),
    waited,
  ])
  clearTimeout(timer)
}
