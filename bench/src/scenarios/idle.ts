import { setTimeout as sleep } from 'node:timers/promises'
import { contracts } from '@channel-adapter/contracts'
import { CONNECTION } from '../platform.ts'
import type { Product } from '../processes/product.ts'
import type { Measured, Sample } from '../result.ts'
import type { Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { applierGroups } from './application.ts'

const SERVICES = ['publisher-gateway', 'erp-extractor', 'update-applier'] as const
const GROUPS = { [contracts.order.name]: ['erp-extractor'], ...applierGroups(CONNECTION) }
/** What a start leaves to do, compiling above all, is over by then. */
const SETTLE_MS = 5000
const IDLE_MS = 10_000

/**
 * How long each service takes to be ready, and what it uses with nothing to do: its ERP has no orders. They start one
 * after the other and then rest side by side.
 */
export async function idle(stage: Stage): Promise<Measured[]> {
  const samples = SERVICES.map((name) => ({ name, started: [] as Sample[], resting: [] as Sample[] }))
  for (let round = 1; round <= stage.sizes.rounds; round++) {
    await using running = new AsyncDisposableStack()
    const prefix = await stage.platform.prepare(GROUPS)
    const erp = await stage.platform.erp({ ORDERS: '0' })
    running.defer(() => erp.worker.stop())
    const products: Product[] = []
    for (const { name, started } of samples) {
      const product = await stage.platform.connected(name, prefix, [{ id: CONNECTION, url: erp.url }])
      running.defer(() => product.stop())
      const readyMs = await product.ready()
      started.push({ value: readyMs / 1000, counts: { cpuSeconds: product.usage.now().cpuSeconds } })
      products.push(product)
      stage.say(`    ${name} ${round}/${stage.sizes.rounds}: ready in ${Math.round(readyMs)} ms`)
    }
    const rests = await Promise.all(products.map((product) => rested(product, stage.signal)))
    rests.forEach((rest, index) => samples[index]?.resting.push(rest))
  }
  return samples.flatMap(({ name, started, resting }): Measured[] => {
    const common = { limit: null, runs: resting.length, settings: {}, peers: [] }
    return [
      {
        ...common,
        scenario: `start ${name}`,
        title: `from the start of ${name} until it is ready`,
        unit: 's',
        limitIs: 'none: a second at most',
        target: { better: 'lower', floor: 1, goal: 1 },
        ...summary(started),
      },
      {
        ...common,
        scenario: `idle ${name}`,
        title: `CPU of ${name} with nothing to do`,
        unit: '% of a core',
        limitIs: 'none: nothing',
        target: { better: 'lower', floor: 1, goal: 0.2 },
        ...summary(resting),
      },
      {
        ...common,
        scenario: `memory ${name}`,
        title: `most memory that ${name} held with nothing to do`,
        unit: 'MB',
        limitIs: 'none: what it needs',
        target: { better: 'lower', floor: 150, goal: 90 },
        ...summary(resting.map(({ peakMb = Number.NaN }) => ({ value: peakMb }))),
      },
    ]
  })
}

async function rested({ usage }: Product, signal: AbortSignal): Promise<Sample> {
  await sleep(SETTLE_MS, undefined, { signal })
  const before = usage.now()
  const from = performance.now()
  await sleep(IDLE_MS, undefined, { signal })
  const { cpuSeconds, peakMb } = usage.now()
  const seconds = (performance.now() - from) / 1000
  return { value: ((cpuSeconds - before.cpuSeconds) / seconds) * 100, peakMb }
}
