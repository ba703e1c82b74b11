import { setTimeout as sleep } from 'node:timers/promises'
import { contracts } from '@channel-adapter/contracts'
import { CONNECTION } from '../platform.ts'
import type { Measured, Sample } from '../result.ts'
import { interleaved, mustBe, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { countTopic } from '../topic.ts'
import { putUpdates, type UpdateLoad } from '../updates.ts'

const ERP_MS = 20
const AT_A_TIME = 100
const GROUPS = { [contracts.orderUpdate.name]: [`update-applier.${CONNECTION}`, 'update-applier.unrouted'] }
const FAIL_EVERY = 100
const HOT_SHARE = 410 / 20_000
const WATCH_MS = 50
const WITHIN_MS = 300_000

/** Updates that lie in the topic, applied at an ERP that takes 20 ms for each and 100 at a time. */
export async function apply(stage: Stage): Promise<Measured> {
  const { updates, updatedOrders } = stage.sizes
  const { product } = await interleaved(stage, {
    product: () => applied(stage, { updates, orders: updatedOrders }),
  })
  return {
    scenario: 'apply',
    title: `${updates} updates on ${updatedOrders} orders, ERP ${ERP_MS} ms, ${AT_A_TIME} at a time`,
    unit: 'updates/s',
    limit: (AT_A_TIME / ERP_MS) * 1000,
    limitIs: `${AT_A_TIME} at a time, ${ERP_MS} ms each`,
    target: { better: 'higher', floor: 0.85, goal: 0.97 },
    runs: product.length,
    settings: {
      partitions: 6,
      concurrency: AT_A_TIME,
      check: 'each once, in order, conditional; an outcome each',
    },
    ...summary(product),
    peers: [],
  }
}

/** The same at an ERP that answers every hundredth write with 503, beside one that does not. */
export async function applyErrors(stage: Stage): Promise<Measured> {
  const { updates, updatedOrders: orders } = stage.sizes
  const { product, clean } = await interleaved(stage, {
    clean: () => applied(stage, { updates, orders }),
    product: () => applied(stage, { updates, orders }, FAIL_EVERY),
  })
  return {
    scenario: 'applyErrors',
    title: `the same, every ${FAIL_EVERY}th write answered 503`,
    unit: 'updates/s',
    limit: summary(clean).value,
    limitIs: 'the same without failures',
    target: { better: 'higher', floor: 0.8, goal: 0.95 },
    runs: product.length,
    settings: { partitions: 6, concurrency: AT_A_TIME, failEvery: FAIL_EVERY },
    ...summary(product),
    peers: [],
  }
}

/** One order has so many of the updates that they, one after the other, take longer than all the others together. */
export async function applyHot(stage: Stage): Promise<Measured> {
  const { updates, updatedOrders: orders } = stage.sizes
  const hot = Math.round(updates * HOT_SHARE)
  const { product } = await interleaved(stage, {
    product: async () => {
      const { value, ...rest } = await applied(stage, { updates, orders, hot })
      return { ...rest, value: updates / value }
    },
  })
  return {
    scenario: 'applyHot',
    title: `one order holds ${hot} of ${updates} updates`,
    unit: 's',
    limit: (hot * ERP_MS) / 1000,
    limitIs: `${hot} times ${ERP_MS} ms`,
    target: { better: 'lower', floor: 1.25, goal: 1.05 },
    runs: product.length,
    settings: { partitions: 6, concurrency: AT_A_TIME, hot },
    ...summary(product),
    peers: [],
  }
}

/** One backlog of updates, from the ERP's first request to its last answer, by a service that was just started. */
async function applied({ platform, signal }: Stage, load: UpdateLoad, failEvery = 0): Promise<Sample> {
  await using running = new AsyncDisposableStack()
  const prefix = await platform.prepare(GROUPS)
  await putUpdates(platform, prefix, load)
  const erp = await platform.erp({
    ORDERS: String(load.orders),
    LATENCY_MS: String(ERP_MS),
    FAIL_EVERY: String(failEvery),
  })
  running.defer(() => erp.worker.stop())
  const applier = await platform.connected('update-applier', prefix, erp.url, { concurrency: AT_A_TIME })
  running.defer(() => applier.stop())
  const deadline = Date.now() + WITHIN_MS
  let report = await erp.report()
  while (report.applied < load.updates) {
    if (Date.now() > deadline)
      throw new Error(`${report.applied} of ${load.updates} updates after ${WITHIN_MS} ms`)
    await sleep(WATCH_MS, undefined, { signal })
    report = await erp.report()
  }
  const { firstAt, lastAt } = report
  const outcomes = prefix + contracts.orderUpdateOutcome.name
  let told = await countTopic(platform, outcomes)
  while (told.ids < load.updates && Date.now() < deadline) told = await countTopic(platform, outcomes)
  const { applied: effects, conflicts, twice, outOfOrder, writes, reads, failures } = await erp.report()
  mustBe('updates in effect', effects, load.updates)
  mustBe('updates in effect twice', twice, 0)
  mustBe('updates out of order', outOfOrder, 0)
  mustBe('outcomes', told.ids, load.updates)
  return {
    value: (load.updates / (lastAt - firstAt)) * 1000,
    cpuPer1000: (applier.usage.cpuSeconds(firstAt, lastAt) / load.updates) * 1000,
    peakMb: applier.usage.peakMb,
    counts: { requestsPerUpdate: (writes + reads - failures) / load.updates, conflicts },
  }
}
