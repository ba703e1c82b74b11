import { contracts } from '@channel-adapter/contracts'
import { startWorker } from '../processes/worker.ts'
import type { Guarantee, Measured, Sample } from '../result.ts'
import { interleaved, mustBe, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { countTopic } from '../topic.ts'
import { extracted, PAGE } from './extraction.ts'

const PAGE_MS = 20
const GUARANTEE: Guarantee = {
  acks: 'all, in transactions',
  delivery: 'exactly once',
  order: 'in order per order',
  lacks: '',
}
const RAW: Guarantee = {
  ...GUARANTEE,
  lacks: 'read an ERP, map and check orders, keep a cursor',
}
const PUBLISHED: Guarantee = {
  ...RAW,
  lacks: `${RAW.lacks}, send once where one of several brokers is late or fails`,
}
const EXACTLY_ONCE = { orders: 'each once, counted by key and event id', page: PAGE }

/** Orders from an ERP that takes 20 ms a page, beside the time that those pages alone take. */
export async function extract(stage: Stage): Promise<Measured> {
  const { orders } = stage.sizes
  const {
    samples: { product },
  } = await interleaved(stage, {
    product: async () => (await extracted(stage, { pageMs: PAGE_MS })).sample,
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
    guarantee: GUARANTEE,
    ...summary(product),
    peers: [],
  }
}

/**
 * The same from an ERP that answers at once, beside kafkajs alone with the same bytes in transactions of a page. The
 * limit is kafkajs as anyone installs it. With our patch, which is beside it, it is twice as fast, and nothing of that
 * would be the product's if the patch made the limit.
 */
export async function extractFree(stage: Stage): Promise<Measured> {
  const { platform, sizes } = stage
  const { orders } = sizes
  let from = ''
  const raw = async (client: string): Promise<Sample> => {
    const to = (await platform.prepare()) + contracts.order.name
    const worker = startWorker('processes/raw-transactions.ts', {
      BROKERS: platform.brokers,
      FROM: from,
      TO: to,
      COUNT: String(orders),
      PAGE: String(PAGE),
      CLIENT: client,
    })
    const { count, seconds, cpuSeconds, peakMb } = (await worker.next()) as Record<
      'count' | 'seconds' | 'cpuSeconds' | 'peakMb',
      number
    >
    await worker.stop()
    mustBe('messages sent', count, orders)
    mustBe('messages in the topic', (await countTopic(platform, to)).ids, orders)
    return { value: count / seconds, cpuPer1000: (cpuSeconds / count) * 1000, peakMb }
  }
  const { samples, peers } = await interleaved(
    stage,
    {
      product: async () => {
        const { prefix, sample } = await extracted(stage, { pageMs: 0 })
        from = prefix + contracts.order.name
        return sample
      },
      raw: () => raw('kafkajs-published'),
    },
    [
      {
        name: 'kafkajs with our patch, transactions of a page',
        guarantee: RAW,
        measure: () => raw('kafkajs'),
      },
      {
        name: '@platformatic/kafka, transactions of a page',
        guarantee: RAW,
        measure: () => raw('@platformatic/kafka'),
      },
    ],
  )
  const { value: limit, ...used } = summary(samples.raw)
  return {
    scenario: 'extractFree',
    title: `${orders} orders, ERP 0 ms`,
    unit: 'orders/s',
    limit,
    limitIs: 'raw kafkajs, as published, transactions of the same bytes',
    target: { better: 'higher', floor: 0.5, goal: 0.8 },
    runs: samples.product.length,
    settings: EXACTLY_ONCE,
    guarantee: GUARANTEE,
    ...summary(samples.product),
    peers: [
      {
        name: 'kafkajs as published, transactions of a page',
        guarantee: PUBLISHED,
        runs: samples.raw.length,
        value: limit,
        ...used,
      },
      ...peers,
    ],
  }
}
