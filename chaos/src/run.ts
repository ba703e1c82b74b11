import { setTimeout as sleep } from 'node:timers/promises'
import { check, isClean } from './check.ts'
import { clearFaults } from './erp-admin.ts'
import { type Facts, readFacts } from './facts.ts'
import { clerkAtWork, clerkGoesHome, startPosting } from './load.ts'
import type { Findings } from '@channel-adapter/ledger'
import { planRounds } from './plan.ts'
import { untilQuiet } from './quiet.ts'
import { strike } from './strike.ts'
import { keptService, type System } from './system.ts'
import { armedPoints } from './tally.ts'

export interface RunOptions {
  readonly seed: number
  readonly rounds: number
  readonly brokers: number
  readonly pace?: number
  /** After so many rounds everything must come to rest and is checked. */
  readonly checkEvery: number
  /** No new round begins after so many milliseconds. */
  readonly withinMs: number
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

export interface RunResult {
  readonly rounds: number
  readonly checks: number
  readonly findings: Findings
  readonly facts: Facts
}

const POSTS_PER_SECOND = 8

/** Rounds of faults under load, with checks in between; ends at the first check that finds something. */
export async function runChaos(system: System, options: RunOptions): Promise<RunResult> {
  const { seed, rounds, brokers, pace = 1, checkEvery, withinMs, say, signal } = options
  const { deployment, tally } = system
  const gateways = [...system.kept.values()].filter(({ service }) => service.service === 'publisher-gateway')
  const run = `${seed}-${process.pid}`
  const posting = startPosting({
    gateways: gateways.map(({ service }) => service.url),
    run,
    perSecond: POSTS_PER_SECOND,
  })
  const began = Date.now()
  const at = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
  const underWay = new Set<Promise<void>>()
  // A strike that goes wrong while nobody waits for it must be heard of all the same.
  const wentWrong: string[] = []
  let done = 0
  let checks = 0

  try {
    for (const round of planRounds({ seed, rounds, brokers, pace })) {
      signal.throwIfAborted()
      await clerkAtWork(deployment.erp.url, seed + round.number, round.durationMs / 1000 + 1)
      const roundBegan = Date.now()
      for (const { atMs, strike: fault } of round.strikes) {
        await sleep(Math.max(0, roundBegan + atMs - Date.now()), undefined, { signal })
        say(`round ${round.number}, ${at()}: ${JSON.stringify(fault)}`)
        const striking = strike(fault, { system, seed: seed + round.number, signal })
          .catch((error: unknown) => void wentWrong.push(`${JSON.stringify(fault)}: ${String(error)}`))
          .finally(() => {
            underWay.delete(striking)
            say(`round ${round.number}, ${at()}: over is ${JSON.stringify(fault)}`)
          })
        underWay.add(striking)
      }
      await sleep(Math.max(0, roundBegan + round.durationMs - Date.now()), undefined, { signal })
      done = round.number
      const last = done === rounds || Date.now() - began > withinMs
      if (!last && done % checkEvery !== 0) continue
      const facts = await rest()
      checks++
      const findings = check(facts)
      say(
        `${at()}, after round ${done}: ${tally.kills} kills, ${facts.erp.orders.length} orders, lost ${findings.lost.length}, ` +
          `twice ${findings.twice.length}, out of order ${findings.outOfOrder.length}`,
      )
      if (last || !isClean(findings)) return { rounds: done, checks, findings, facts }
    }
    throw new RangeError('there must be at least one round')
  } finally {
    await Promise.allSettled(underWay)
    await posting.stop()
  }

  /** Ends all faults, lets everything come up and finish, and reads what there is. */
  async function rest(): Promise<Facts> {
    await Promise.all(underWay)
    if (wentWrong.length > 0) throw new Error(`a fault could not be made or ended: ${wentWrong.join('; ')}`)
    system.platform.proxy?.heal()
    // What is armed still would die in the middle of the check.
    const armed = [...system.kept.values()].filter(({ env }) => armedPoints(env).length > 0)
    await Promise.all(armed.map((kept) => kept.inTurn(() => kept.restart())))
    await keptService(system, deployment.erp.name).service.ready()
    await clearFaults(deployment.erp.url)
    await clerkGoesHome(deployment.erp.url)
    say(`round ${done}, ${at()}: coming to rest`)
    const open = await untilQuiet(system, signal)
    say(`round ${done}, ${at()}: quiet`)
    for (const what of open.slice(0, 5)) say(`does not come to rest: ${what}`)
    return readFacts(system, posting.posts, run)
  }
}
