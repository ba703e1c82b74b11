import { contracts } from '@channel-adapter/contracts'
import { quantiles } from '../figures.ts'
import { type BenchErp, CONNECTION, type Platform } from '../platform.ts'
import { startWorker, type Worker } from '../processes/worker.ts'
import type { Measured, Sample } from '../result.ts'
import { interleaved, mustBe, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { type UpdateLoad, updatesOf } from '../updates.ts'
import { applierGroups, AT_A_TIME, ERP_MS, untilApplied } from './application.ts'

const NEIGHBOUR = 'neighbour'
const ORDERS = 1000
const PER_SECOND = 200
/** The partner that floods, as a rule; and when it does. */
const USUAL_PER_SECOND = 2
const FLOOD_PER_SECOND = 100 * USUAL_PER_SECOND
const WARM_UP_SECONDS = 2

/** The one beside the others whose updates are timed. */
interface Neighbour {
  readonly connection: string
  readonly perSecond: number
  /** Its ERP takes connections and never answers. */
  readonly dead?: boolean
}

/** How long updates take while another ERP is dead, or another partner sends a hundred times as much, and while not. */
export async function neighbour(stage: Stage): Promise<Measured[]> {
  const beside = (bad: Neighbour) => () => others(stage, bad)
  const { samples } = await interleaved(stage, {
    alive: beside({ connection: NEIGHBOUR, perSecond: PER_SECOND }),
    dead: beside({ connection: NEIGHBOUR, perSecond: PER_SECOND, dead: true }),
    calm: beside({ connection: CONNECTION, perSecond: USUAL_PER_SECOND }),
    flood: beside({ connection: CONNECTION, perSecond: FLOOD_PER_SECOND }),
  })
  const common = {
    unit: 'ms',
    target: { better: 'lower', floor: 1.2, goal: 1.05 } as const,
    runs: samples.dead.length,
    settings: { perSecond: PER_SECOND, erpMs: ERP_MS, concurrency: AT_A_TIME },
    peers: [],
  }
  return [
    {
      ...common,
      scenario: 'neighbourDead',
      title: `p99 of ${PER_SECOND} updates/s while an ERP with as many never answers`,
      limit: summary(samples.alive).value,
      limitIs: 'the same while that ERP answers',
      ...summary(samples.dead),
    },
    {
      ...common,
      scenario: 'neighbourFlood',
      title: `p99 of ${PER_SECOND} updates/s while a partner of the same ERP sends ${FLOOD_PER_SECOND}/s`,
      limit: summary(samples.calm).value,
      limitIs: `the same while it sends ${USUAL_PER_SECOND}/s`,
      ...summary(samples.flood),
    },
  ]
}

/** The p99 of the others' updates, from when each was due until the ERP has answered. */
async function others({ platform, sizes, signal }: Stage, bad: Neighbour): Promise<Sample> {
  await using running = new AsyncDisposableStack()
  const seconds = WARM_UP_SECONDS + sizes.loadSeconds
  const prefix = await platform.prepare(applierGroups(CONNECTION, NEIGHBOUR))
  const [own, theirs] = await Promise.all([erpOf(platform), erpOf(platform)])
  // One that was stopped takes no other signal.
  running.defer(() => Promise.all([own.worker.process.kill(), theirs.worker.process.kill()]).then(() => {}))
  const applier = await platform.connected('update-applier', prefix, [
    { id: CONNECTION, url: own.url, concurrency: AT_A_TIME },
    { id: NEIGHBOUR, url: theirs.url, concurrency: AT_A_TIME },
  ])
  // All was counted by then: what waits for the dead ERP would only take its grace.
  running.defer(async () => {
    applier.usage.stop()
    await applier.process.kill()
  })
  await applier.ready()
  if (bad.dead) process.kill(theirs.worker.process.pid, 'SIGSTOP')

  const timed: UpdateLoad = { updates: PER_SECOND * seconds, orders: ORDERS }
  const beside: UpdateLoad = {
    updates: bad.perSecond * seconds,
    orders: ORDERS,
    connection: bad.connection,
    firstOrder: ORDERS,
  }
  const senders = [paced(timed, PER_SECOND), paced(beside, bad.perSecond)] as const
  const [{ startedAt, spacing }] = (await Promise.all(senders.map((sender) => sender.next()))) as [
    { startedAt: number; spacing: number },
    unknown,
  ]
  await Promise.all(senders.map((sender) => sender.next()))
  const expected = timed.updates + (bad.connection === CONNECTION ? beside.updates : 0)
  const { applied, twice, outOfOrder, conflicts } = await untilApplied(own, expected, signal)
  mustBe('updates in effect', applied, expected)
  mustBe('updates in effect twice', twice, 0)
  mustBe('updates out of order', outOfOrder, 0)
  if (bad.connection === NEIGHBOUR && !bad.dead) await untilApplied(theirs, beside.updates, signal)

  const appliedAt = new Map((await own.noted()).applied)
  const late = [...updatesOf(timed)].map(
    ({ id }, index) => (appliedAt.get(id) ?? Number.NaN) - (startedAt + index * spacing),
  )
  const latencyMs = quantiles(late.slice(WARM_UP_SECONDS * PER_SECOND))
  return { value: latencyMs.p99, latencyMs, peakMb: applier.usage.peakMb, counts: { conflicts } }

  function paced(load: UpdateLoad, perSecond: number): Worker {
    const sender = startWorker('processes/paced-updates.ts', {
      BROKERS: platform.brokers,
      REGISTRY_URL: platform.registryUrl,
      TOPIC: prefix + contracts.orderUpdate.name,
      LOAD: JSON.stringify(load),
      PER_SECOND: String(perSecond),
    })
    running.defer(() => sender.stop())
    return sender
  }
}

function erpOf(platform: Platform): Promise<BenchErp> {
  return platform.erp({ ORDERS: String(2 * ORDERS), LATENCY_MS: String(ERP_MS) })
}
