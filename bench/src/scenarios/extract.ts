import { contracts } from '@channel-adapter/contracts'
import { startWorker } from '../processes/worker.ts'
import type { Measured, Sample } from '../result.ts'
import { interleaved, mustBe, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { countTopic, lastGrowth } from '../topic.ts'

const PAGE = 500
const PAGE_MS = 20
const GROUPS = { [contracts.order.name]: ['erp-extractor'] }
const EXACTLY_ONCE = { orders: 'each once, counted by key and event id', page: PAGE }

/** Orders from an ERP that takes 20 ms a page, beside the time that those pages alone take. */
export async function extract(stage: Stage): Promise<Measured> {
  const { orders } = stage.sizes
  const { product } = await interleaved(stage, {
    product: async () => (await extracted(stage, PAGE_MS)).sample,
  })
  return {
    scenario: 'extract',
    title: `${orders} orders, ERP ${PAGE_MS} ms a page`,
    unit: 'orders/s',
    limit: (PAGE / PAGE_MS) * 1000,
    limitIs: `a page of ${PAGE} every ${PAGE_MS} ms`,
    target: { better: 'higher', floor: 0.85, goal: 0.97 },
    runs: product.length,
    settings: EXACTLY_ONCE,
    ...summary(product),
    peers: [],
  }
}

/** The same from an ERP that answers at once, beside kafkajs alone with the same bytes in transactions of a page. */
export async function extractFree(stage: Stage): Promise<Measured> {
  const { platform, sizes } = stage
  const { orders } = sizes
  let from = ''
  const { product, raw } = await interleaved(stage, {
    product: async () => {
      const { prefix, sample } = await extracted(stage, 0)
      from = prefix + contracts.order.name
      return sample
    },
    raw: async () => {
      const prefix = await platform.prepare()
      const worker = startWorker('processes/raw-transactions.ts', {
        BROKERS: platform.brokers,
        FROM: from,
        TO: prefix + contracts.order.name,
        COUNT: String(orders),
        PAGE: String(PAGE),
      })
      const { count, seconds, cpuSeconds } = (await worker.next()) as Record<
        'count' | 'seconds' | 'cpuSeconds',
        number
      >
      await worker.stop()
      mustBe('messages sent', count, orders)
      return { value: count / seconds, cpuPer1000: (cpuSeconds / count) * 1000 }
    },
  })
  const { value: limit, cpuPer1000 } = summary(raw)
  return {
    scenario: 'extractFree',
    title: `${orders} orders, ERP 0 ms`,
    unit: 'orders/s',
    limit,
    limitIs: 'raw kafkajs transactions of the same bytes',
    target: { better: 'higher', floor: 0.5, goal: 0.8 },
    runs: product.length,
    settings: EXACTLY_ONCE,
    ...summary(product),
    peers: [
      {
        name: 'raw kafkajs transactions',
        value: limit,
        ...(cpuPer1000 !== undefined && { cpuPer1000 }),
        guarantee: 'reads no ERP, maps and checks nothing, keeps no cursor',
      },
    ],
  }
}

/** One extraction from the beginning, by a service that was just started. */
async function extracted(
  { platform, sizes: { orders }, signal }: Stage,
  pageMs: number,
): Promise<{ prefix: string; sample: Sample }> {
  await using running = new AsyncDisposableStack()
  const prefix = await platform.prepare(GROUPS)
  const topic = prefix + contracts.order.name
  const erp = await platform.erp({ ORDERS: String(orders), LATENCY_MS: String(pageMs) })
  running.defer(() => erp.worker.stop())
  const watched = lastGrowth(platform, topic, orders, { signal })
  const extractor = await platform.connected('erp-extractor', prefix, erp.url, { pageSize: PAGE })
  running.defer(() => extractor.stop())
  const to = await watched
  const { firstAt, pages } = await erp.report()
  const { messages, keys, ids } = await countTopic(platform, topic)
  mustBe('orders in the topic', messages, orders)
  mustBe('different orders', keys, orders)
  mustBe('different event ids', ids, orders)
  return {
    prefix,
    sample: {
      value: (orders / (to - firstAt)) * 1000,
      cpuPer1000: (extractor.usage.cpuSeconds(firstAt, to) / orders) * 1000,
      peakMb: extractor.usage.peakMb,
      counts: { pages },
    },
  }
}
