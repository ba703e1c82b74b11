import { setTimeout as sleep } from 'node:timers/promises'
import type { Findings } from '@channel-adapter/ledger'
import { startClerk } from '@channel-adapter/ledger'
import { check } from '../check.ts'
import { type Facts, readFacts } from '../facts.ts'
import { clerkGoesHome, type Posts, startPosting } from '../load.ts'
import { connectionsOf } from '../owner.ts'
import { untilQuiet } from '../quiet.ts'
import { strike } from '../strike.ts'
import { byConnection, keptService, type System } from '../system.ts'
import type { Window } from './cost.ts'
import { beginWindow } from './meter.ts'
import type { Absence, Phase } from './plan.ts'
import type { Sample } from './recovery.ts'
import { startSampling } from './sampler.ts'

export interface ScaleOutOptions {
  readonly phases: readonly Phase[]
  /** Orders that clerks add, over all ERPs. Each is answered, shipped and received. */
  readonly ordersPerSecond: number
  readonly postsPerSecond: number
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

export interface ScaleOutResult {
  readonly idle: Window
  readonly steady: Window
  readonly samples: readonly Sample[]
  /** At the end of each phase, how many connections each extractor had. */
  readonly spread: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly findings: Findings
  readonly facts: readonly Facts[]
}

const IDLE_S = 10
const RUN = `scale-out-${process.pid}`
const NOBODYS_POSTS: Posts = { acknowledged: new Set(), sent: 0 }

/** Plays the phases under steady load, lets everything come to rest, and looks for what is missing or there twice. */
export async function runScaleOut(system: System, options: ScaleOutOptions): Promise<ScaleOutResult> {
  const { phases, ordersPerSecond, postsPerSecond, say, signal } = options
  const views = byConnection(system)
  const seconds = phases.at(-1)?.untilS ?? 0
  await rest()
  const idle = await (async (end) => (await sleep(IDLE_S * 1000, undefined, { signal }), end()))(
    await beginWindow(system),
  )

  const gateways = [...system.kept.values()].filter(({ service }) => service.service === 'publisher-gateway')
  const posting = startPosting({
    gateways: gateways.map(({ service }) => service.url),
    run: RUN,
    perSecond: postsPerSecond,
  })
  const sampling = startSampling(system.inboxes, posting.posts)
  const underWay: Promise<void>[] = []
  const spread: Record<string, Record<string, number>> = {}
  let steady = idle
  try {
    const began = performance.now()
    const until = (atS: number) =>
      sleep(Math.max(0, began + atS * 1000 - performance.now()), undefined, { signal })
    await Promise.all(views.map(({ deployment }, index) => sendClerk(deployment.erp.url, index)))
    for (const { name, fromS, untilS, absence } of phases) {
      await until(fromS)
      say(`${Math.round(fromS)} s: ${name}`)
      const measured = name === 'steady' ? await beginWindow(system) : undefined
      if (absence) underWay.push(takeAway(system, absence, signal))
      await until(untilS)
      if (measured) steady = await measured()
      spread[name] = await connectionsByExtractor(system)
    }
    await Promise.all(underWay)
  } finally {
    sampling.stop()
    await Promise.allSettled(underWay)
    await Promise.allSettled(views.map(({ deployment }) => clerkGoesHome(deployment.erp.url)))
    await posting.stop()
  }
  say('The load has ended; coming to rest ...')
  await rest()
  const facts: Facts[] = []
  for (const [index, view] of views.entries()) {
    // Posts belong to no connection: they are looked at once.
    facts.push(await (index === 0 ? readFacts(view, posting.posts, RUN) : readFacts(view, NOBODYS_POSTS, '')))
  }
  return { idle, steady, samples: sampling.samples, spread, findings: allOf(facts.map(check)), facts }

  function sendClerk(erpUrl: string, seed: number): Promise<void> {
    const editsPerSecond = ordersPerSecond / views.length
    return startClerk(erpUrl, {
      kinds: ['add'],
      editsPerSecond,
      limit: Math.ceil(editsPerSecond * seconds),
      seed,
    })
  }

  async function rest(): Promise<void> {
    for (const view of views) {
      const open = await untilQuiet(view, signal)
      for (const what of open.slice(0, 5)) say(`does not come to rest: ${what}`)
    }
  }
}

/** Resolves when it has been started again. */
async function takeAway(system: System, { what, how, awayS }: Absence, signal: AbortSignal): Promise<void> {
  const downMs = awayS * 1000
  const [, broker] = /^broker (\d)$/.exec(what) ?? []
  if (broker !== undefined) {
    return strike({ kind: 'broker-down', node: Number(broker) - 1, downMs }, { system, seed: 0, signal })
  }
  const kept = keptService(system, what)
  await (how === 'SIGTERM' ? kept.restart({}, downMs) : kept.kill(downMs))
}

async function connectionsByExtractor(system: System): Promise<Record<string, number>> {
  const extractors = [...system.kept.values()].filter(({ service }) => service.service === 'erp-extractor')
  const counts = extractors.map(async ({ name, running, service }) => [
    name,
    running ? (await connectionsOf(service.url)).length : 0,
  ])
  return Object.fromEntries(await Promise.all(counts)) as Record<string, number>
}

function allOf(findings: readonly Findings[]): Findings {
  return {
    lost: findings.flatMap(({ lost }) => lost),
    twice: findings.flatMap(({ twice }) => twice),
    outOfOrder: findings.flatMap(({ outOfOrder }) => outOfOrder),
  }
}
