import { contracts } from '@channel-adapter/contracts'
import { quantiles } from '../figures.ts'
import { CONNECTION } from '../platform.ts'
import { startWorker } from '../processes/worker.ts'
import type { Measured, Sample } from '../result.ts'
import { interleaved, mustBe, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { countTopic } from '../topic.ts'
import { applierGroups, AT_A_TIME, ERP_MS, untilApplied } from './application.ts'

const PER_SECOND = 50
const WARM_UP_SECONDS = 3
/** The default of `pollIntervalMs.min`. */
const POLL_MS = 250
/** From a reading to the next. */
const BETWEEN_READINGS_MS = POLL_MS + ERP_MS
const GROUPS = { [contracts.order.name]: ['erp-extractor'], ...applierGroups(CONNECTION) }

/** From a new order in the ERP through extractor, Kafka, a partner, Kafka and applier until the ERP holds the partner's answer. */
export async function loop(stage: Stage): Promise<Measured[]> {
  const {
    samples: { product },
  } = await interleaved(stage, { product: () => around(stage) })
  const { latencyMs, ...figures } = summary(product)
  const common = {
    unit: 'ms',
    target: { better: 'lower', by: 'difference', floor: 50, goal: 15 } as const,
    runs: product.length,
    settings: { perSecond: PER_SECOND, pollMs: POLL_MS, erpMs: ERP_MS },
    ...figures,
    ...(latencyMs && { latencyMs }),
    peers: [],
  }
  const answers = `${ERP_MS} ms of a page and ${ERP_MS} ms of a write`
  return [
    {
      ...common,
      scenario: 'loopP50',
      title: `change in the ERP to change back, half of all, ${PER_SECOND} orders/s`,
      limit: BETWEEN_READINGS_MS / 2 + 2 * ERP_MS,
      limitIs: `half of the ${BETWEEN_READINGS_MS} ms between two readings, ${answers}`,
      value: latencyMs?.['p50'] ?? Number.NaN,
    },
    {
      ...common,
      scenario: 'loopP99',
      title: `the same, 99 of 100`,
      limit: BETWEEN_READINGS_MS + 2 * ERP_MS,
      limitIs: `${BETWEEN_READINGS_MS} ms between two readings, ${answers}`,
      value: latencyMs?.['p99'] ?? Number.NaN,
    },
  ]
}

async function around({ platform, sizes, signal }: Stage): Promise<Sample> {
  await using running = new AsyncDisposableStack()
  const orders = PER_SECOND * (WARM_UP_SECONDS + 2 * sizes.loadSeconds)
  const prefix = await platform.prepare(GROUPS)
  const erp = await platform.erp({
    LATENCY_MS: String(ERP_MS),
    ADD: String(orders),
    ADD_PER_SECOND: String(PER_SECOND),
    ADD_AFTER_MS: '500',
  })
  running.defer(() => erp.worker.stop())
  const connections = [{ id: CONNECTION, url: erp.url, concurrency: AT_A_TIME }]
  const applier = await platform.connected('update-applier', prefix, connections)
  running.defer(() => applier.stop())
  const partner = startWorker('processes/partner.ts', {
    BROKERS: platform.brokers,
    REGISTRY_URL: platform.registryUrl,
    PREFIX: prefix,
  })
  running.defer(() => partner.stop())
  await Promise.all([applier.ready(), partner.next()])
  // It is what lets the ERP begin.
  const extractor = await platform.connected('erp-extractor', prefix, connections)
  running.defer(() => extractor.stop())
  const { applied, twice, outOfOrder } = await untilApplied(erp, orders, signal)
  mustBe('answers in effect', applied, orders)
  mustBe('answers in effect twice', twice, 0)
  mustBe('answers out of order', outOfOrder, 0)
  mustBe('orders published', (await countTopic(platform, prefix + contracts.order.name)).keys, orders)
  const notes = await erp.noted()
  const added = new Map(notes.added)
  const milliseconds = notes.applied
    .map(([id, at]) => ({ at, from: added.get(id.split('-')[1] ?? '') ?? Number.NaN }))
    .filter(({ from }) => from >= (notes.added[PER_SECOND * WARM_UP_SECONDS]?.[1] ?? 0))
    .map(({ at, from }) => at - from)
  mustBe('orders timed', milliseconds.length, orders - PER_SECOND * WARM_UP_SECONDS)
  const begin = notes.added[0]?.[1] ?? 0
  const end = notes.applied.at(-1)?.[1] ?? 0
  const cpu = extractor.usage.cpuSeconds(begin, end) + applier.usage.cpuSeconds(begin, end)
  const latencyMs = quantiles(milliseconds)
  return {
    value: latencyMs.p50,
    latencyMs,
    cpuPer1000: (cpu / orders) * 1000,
    peakMb: extractor.usage.peakMb + applier.usage.peakMb,
  }
}
