import { setTimeout as sleep } from 'node:timers/promises'
import { contracts } from '@channel-adapter/contracts'
import type { ApplyPeer } from '../peers/apply-peers.ts'
import { type BenchErp, CONNECTION, type ErpNotes, type ErpReport } from '../platform.ts'
import { eventLoopDelay } from '../processes/event-loop.ts'
import { type UsageWatch, watchUsage } from '../processes/usage.ts'
import type { Sample } from '../result.ts'
import { mustBe, type Stage } from '../stage.ts'
import { countTopic } from '../topic.ts'
import { putUpdates, type UpdateLoad } from '../updates.ts'

/** How long the ERP takes for each answer. */
export const ERP_MS = 20
/** Updates at work at a time. */
export const AT_A_TIME = 100
/** The ERP notes when what happened: to ask it more often would only cost. */
const WATCH_MS = 100
/** Who brings nothing about for so long does not any more: a peer that hangs must not cost the scenario its time. */
const STALLED_AFTER_MS = 40_000

/** The failure channels that the applier needs. */
export function applierGroups(...connections: readonly string[]): Record<string, string[]> {
  const groups = [...connections, 'unrouted'].map((connection) => `update-applier.${connection}`)
  return { [contracts.orderUpdate.name]: groups }
}

export interface Application {
  /** Every how manieth write the ERP answers with 503. */
  readonly failEvery?: number
}

/** What is measured of one, and what happened when. */
export interface Applied {
  readonly sample: Sample
  readonly usage: UsageWatch
  readonly noted: ErpNotes
}

/** One backlog of updates, from the ERP's first request to its last answer, by a service that was just started. */
export async function applied(
  stage: Stage,
  load: UpdateLoad,
  { failEvery = 0 }: Application = {},
): Promise<Applied> {
  await using running = new AsyncDisposableStack()
  const { platform } = stage
  const prefix = await platform.prepare(applierGroups(CONNECTION))
  const erp = await backlog(stage, running, prefix, load, failEvery)
  const applier = await platform.connected('update-applier', prefix, [
    { id: CONNECTION, url: erp.url, concurrency: AT_A_TIME },
  ])
  running.defer(() => applier.stop())
  const report = await untilApplied(erp, load.updates, stage.signal)
  const delay = await eventLoopDelay(applier.url)
  await outcomesTold(stage, prefix, load.updates)
  const figures = await figuresOf(erp, load, report, applier.usage)
  return { sample: { ...figures, ...delay }, usage: applier.usage, noted: await erp.noted() }
}

/** The same by a peer, on its share of the updates, from its topic to the ERP. */
export async function appliedByPeer(stage: Stage, all: UpdateLoad, peer: ApplyPeer): Promise<Sample> {
  await using running = new AsyncDisposableStack()
  const { platform } = stage
  const load = { updates: Math.ceil(all.updates * peer.share), orders: Math.ceil(all.orders * peer.share) }
  const prefix = await platform.prepare()
  const erp = await backlog(stage, running, prefix, load, 0)
  const worker = await peer.start({
    brokers: platform.brokers,
    topic: prefix + contracts.orderUpdate.name,
    erpUrl: erp.url,
    concurrency: AT_A_TIME,
    folder: platform.folder,
  })
  running.defer(() => worker.stop())
  const usage = watchUsage(worker.process.pid)
  running.defer(() => usage.stop())
  return figuresOf(erp, load, await untilApplied(erp, load.updates, stage.signal, worker.process), usage)
}

async function backlog(
  { platform }: Stage,
  running: AsyncDisposableStack,
  prefix: string,
  load: UpdateLoad,
  failEvery: number,
): Promise<BenchErp> {
  await putUpdates(platform, prefix, load)
  const erp = await platform.erp({
    ORDERS: String(load.orders),
    LATENCY_MS: String(ERP_MS),
    FAIL_EVERY: String(failEvery),
  })
  running.defer(() => erp.worker.stop())
  return erp
}

/** Waits until the last of them was answered. @throws when nothing is applied any more, or the process that applies has ended */
export async function untilApplied(
  erp: BenchErp,
  updates: number,
  signal: AbortSignal,
  process: { readonly running: boolean } = { running: true },
): Promise<ErpReport> {
  for (let [seen, seenAt] = [-1, Date.now()]; ;) {
    const report = await erp.report()
    const { answered: count } = report
    if (count >= updates) return report
    if (count > seen) [seen, seenAt] = [count, Date.now()]
    if (!process.running || Date.now() - seenAt > STALLED_AFTER_MS)
      throw new Error(`${count} of ${updates} updates applied`)
    await sleep(WATCH_MS, undefined, { signal })
  }
}

/** Waits until each update has its outcome. @throws when one has none for a minute */
async function outcomesTold({ platform, signal }: Stage, prefix: string, updates: number): Promise<void> {
  const topic = prefix + contracts.orderUpdateOutcome.name
  const deadline = Date.now() + 60_000
  let told = await countTopic(platform, topic)
  while (told.ids < updates && Date.now() < deadline) {
    await sleep(WATCH_MS, undefined, { signal })
    told = await countTopic(platform, topic)
  }
  mustBe('outcomes', told.ids, updates)
}

async function figuresOf(
  erp: BenchErp,
  { updates }: UpdateLoad,
  { firstAt, lastAt }: ErpReport,
  usage: UsageWatch,
): Promise<Sample> {
  const { applied: effects, conflicts, twice, outOfOrder, writes, reads, failures } = await erp.report()
  mustBe('updates in effect', effects, updates)
  mustBe('updates in effect twice', twice, 0)
  mustBe('updates out of order', outOfOrder, 0)
  return {
    value: (updates / (lastAt - firstAt)) * 1000,
    cpuPer1000: (usage.cpuSeconds(firstAt, lastAt) / updates) * 1000,
    peakMb: usage.peakMb,
    counts: { requestsPerUpdate: (writes + reads - failures) / updates, conflicts },
  }
}
