import { setTimeout as sleep } from 'node:timers/promises'
import { type ClerkOrders, type Findings, startClerk } from '@channel-adapter/ledger'
import { request } from 'undici'
import { check } from '../check.ts'
import { type Facts, readFacts } from '../facts.ts'
import { clerkGoesHome, startPosting } from '../load.ts'
import { untilQuiet } from '../quiet.ts'
import { keptService, type System } from '../system.ts'
import { type Recovery, recoveryOf } from './lag.ts'
import { KILL_EVERY_S, SHARE } from './options.ts'
import { middleRate } from './peak.ts'
import { planKills } from './plan.ts'
import { type Life, startWatch } from './watch.ts'

export interface SoakPlan {
  readonly seconds: number
  readonly seed: number
  /** Undefined to measure a peak, and take a share of it. */
  readonly changesPerSecond: number | undefined
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

export interface SoakResult {
  /** Changes a second that the loop was seen to bear; undefined where it was not asked. */
  readonly peak: number | undefined
  readonly changesPerSecond: number
  readonly recoveries: readonly Recovery[]
  readonly lives: readonly Life[]
  /** After the load had ended, how long until nothing was on its way. */
  readonly restS: number
  readonly findings: Findings
  readonly facts: Facts
}

const POSTS_PER_SECOND = 8
/** A peak is measured with so many changes at once. */
const BURST = 1500
/** Nothing that a clerk runs out of in an hour, as of orders to cancel. */
const CHANGES: ClerkOrders['kinds'] = ['add', 'add', 'add', 'add', 'edit', 'note', 'add_against_catalogue']
/** As fast as the ERP lets its clerk. */
const AT_ONCE_PER_SECOND = 2000
const BURST_WITHIN_S = 180
const SAY_EVERY_S = 60
/** The ERP's own, and the partners' who stand for others, are not killed. */
const KILLED = new Set([
  'erp-extractor',
  'publisher-gateway',
  'update-applier',
  'mock-inventory',
  'mock-supplier',
])

/** Load for so long, a kill every two minutes, then rest and reconciliation. */
export async function soak(system: System, plan: SoakPlan): Promise<SoakResult> {
  const { seconds, seed, say, signal } = plan
  const { deployment, kept } = system
  const services = [...kept.values()].map(({ service }) => service)
  const run = `soak-${seed}-${process.pid}`
  const watch = startWatch(system)
  const posting = startPosting({
    gateways: services.filter(({ service }) => service === 'publisher-gateway').map(({ url }) => url),
    run,
    perSecond: POSTS_PER_SECOND,
  })
  try {
    await untilNothingIsOpen(BURST_WITHIN_S)
    const peak = plan.changesPerSecond === undefined ? await measurePeak() : undefined
    const changesPerSecond = plan.changesPerSecond ?? Math.max(0.1, SHARE * (peak ?? 0))
    say(`${changesPerSecond.toFixed(1)} changes a second for ${Math.round(seconds / 60)} min.`)
    const loadBegan = watch.now()
    await clerkWorks(changesPerSecond, Math.ceil(changesPerSecond * seconds), seed)
    const killable = services.filter(({ service }) => KILLED.has(service)).map(({ name }) => name)
    const kills: { service: string; atS: number }[] = []
    const telling = setInterval(() => say(progress(loadBegan, kills.length)), SAY_EVERY_S * 1000)
    try {
      for (const { atS, service } of planKills(killable, { seconds, everyS: KILL_EVERY_S, seed })) {
        await untilS(loadBegan + atS)
        kills.push({ service, atS: watch.now() })
        await keptService(system, service).kill()
      }
      await untilS(loadBegan + seconds)
    } finally {
      clearInterval(telling)
    }
    const ended = watch.now()
    await mustHaveWorked(changesPerSecond * seconds)
    await clerkGoesHome(deployment.erp.url)
    await posting.stop()
    say('The load has ended; coming to rest ...')
    await untilNothingIsOpen(seconds)
    const restS = watch.now() - ended
    await watch.stop()
    for (const what of (await untilQuiet(system, signal)).slice(0, 5)) say(`does not come to rest: ${what}`)
    const facts = await readFacts(system, posting.posts, run)
    return {
      peak,
      changesPerSecond,
      recoveries: kills.map((kill, index) => recoveryOf(watch.lag, kill, kills[index + 1]?.atS ?? ended)),
      lives: watch.lives,
      restS,
      findings: check(facts),
      facts,
    }
  } finally {
    await watch.stop()
    await posting.stop()
  }

  function clerkWorks(editsPerSecond: number, limit: number, of: number): Promise<void> {
    return startClerk(deployment.erp.url, { kinds: CHANGES, editsPerSecond, limit, seed: of })
  }

  /** @throws when the load ended before its time: what was seen of it would say nothing */
  async function mustHaveWorked(changes: number): Promise<void> {
    const { body } = await request(`${deployment.erp.url}/admin/clerk`)
    const { done } = (await body.json()) as { done: number }
    if (done < 0.9 * changes)
      throw new Error(`the clerk went home after ${done} of ${Math.round(changes)} changes`)
  }

  /** Changes all at once: what the loop takes on the way of the messages that they bring about, in changes a second. */
  async function measurePeak(): Promise<number> {
    const from = watch.received.length
    const before = watch.received.at(-1)?.[1] ?? 0
    await clerkWorks(AT_ONCE_PER_SECOND, BURST, seed + 1)
    await untilNothingIsOpen(BURST_WITHIN_S)
    const burst = watch.received.slice(from)
    const messages = (burst.at(-1)?.[1] ?? before) - before
    if (messages === 0) throw new Error('a burst of changes brought no message: nothing can be measured')
    const peak = (middleRate(burst) * BURST) / messages
    say(`Peak: ${peak.toFixed(1)} changes a second, ${messages} messages for ${BURST} changes.`)
    return peak
  }

  /** Until nothing was on its way for some looks in a row, or too long. */
  async function untilNothingIsOpen(withinS: number): Promise<void> {
    const deadline = watch.now() + withinS
    for (let calm = 0, seen = -1; calm < 5 && watch.now() < deadline;) {
      await sleep(1000, undefined, { signal })
      const { orders, updates } = await watch.open().catch(() => ({ orders: 1, updates: 0 }))
      calm = orders + updates === 0 && system.inbox.size === seen ? calm + 1 : 0
      seen = system.inbox.size
    }
  }

  function untilS(atS: number): Promise<void> {
    return sleep(Math.max(0, (atS - watch.now()) * 1000), undefined, { signal })
  }

  function progress(loadBegan: number, kills: number): string {
    const { orders = 0, updates = 0 } = watch.lag.at(-1) ?? {}
    return `${Math.round((watch.now() - loadBegan) / 60)} min: ${system.inbox.size} messages, ${kills} kills, ${orders + updates} on their way`
  }
}
