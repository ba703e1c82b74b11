import { contracts } from '@channel-adapter/contracts'
import { CONNECTION } from '../platform.ts'
import { eventLoopDelay } from '../processes/event-loop.ts'
import type { UsageWatch } from '../processes/usage.ts'
import type { Sample } from '../result.ts'
import { mustBe, type Stage } from '../stage.ts'
import { countTopic, type Growth, growthOf } from '../topic.ts'

/** Orders in a page. */
export const PAGE = 500
/** Of the orders; those behind are watched closely, so that it is known when the last one came. */
const MOST = 0.85
const GROUPS = { [contracts.order.name]: ['erp-extractor'] }

export interface Extraction {
  readonly prefix: string
  readonly sample: Sample
  readonly usage: UsageWatch
  /** How many orders had been published, and when. */
  readonly published: readonly Growth[]
}

/**
 * One extraction from the beginning, by a service that was just started, each order counted in the topic.
 * @param throughout whether it must be known when each was published, and not the last ones alone. Default false
 */
export async function extracted(
  { platform, sizes, signal }: Stage,
  {
    orders = sizes.orders,
    pageMs,
    throughout = false,
  }: { orders?: number; pageMs: number; throughout?: boolean },
): Promise<Extraction> {
  await using running = new AsyncDisposableStack()
  const prefix = await platform.prepare(GROUPS)
  const topic = prefix + contracts.order.name
  const erp = await platform.erp({ ORDERS: String(orders), LATENCY_MS: String(pageMs) })
  running.defer(() => erp.worker.stop())
  const watched = growthOf(platform, topic, orders, { signal, closelyFrom: throughout ? 0 : orders * MOST })
  const extractor = await platform.connected('erp-extractor', prefix, [
    { id: CONNECTION, url: erp.url, pageSize: PAGE },
  ])
  running.defer(() => extractor.stop())
  const published = await watched
  const to = published.at(-1)?.[1] ?? 0
  const delay = await eventLoopDelay(extractor.url)
  const { firstAt, pages } = await erp.report()
  const { messages, keys, ids } = await countTopic(platform, topic)
  mustBe('orders in the topic', messages, orders)
  mustBe('different orders', keys, orders)
  mustBe('different event ids', ids, orders)
  return {
    prefix,
    usage: extractor.usage,
    published,
    sample: {
      value: (orders / (to - firstAt)) * 1000,
      cpuPer1000: (extractor.usage.cpuSeconds(firstAt, to) / orders) * 1000,
      peakMb: extractor.usage.peakMb,
      ...delay,
      counts: { pages },
    },
  }
}
