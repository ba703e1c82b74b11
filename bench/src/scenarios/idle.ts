import { setTimeout as sleep } from 'node:timers/promises'
import { contracts } from '@channel-adapter/contracts'
import { CONNECTION } from '../platform.ts'
import type { Product } from '../processes/product.ts'
import type { Measured, Sample } from '../result.ts'
import { interleaved, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'

const SERVICES = ['publisher-gateway', 'erp-extractor', 'update-applier'] as const
const GROUPS = {
  [contracts.order.name]: ['erp-extractor'],
  [contracts.orderUpdate.name]: [`update-applier.${CONNECTION}`, 'update-applier.unrouted'],
}
/** What a start leaves to do, compiling above all, is over by then. */
const SETTLE_MS = 5000
const IDLE_MS = 10_000

/** How long each service takes to be ready, and what it uses with nothing to do: its ERP has no orders. */
export async function idle(stage: Stage): Promise<Measured[]> {
  const { platform } = stage
  const results: Measured[] = []
  for (const name of SERVICES) {
    stage.say(`  ${name}`)
    const started: Sample[] = []
    const { resting } = await interleaved(stage, {
      resting: async () => {
        await using running = new AsyncDisposableStack()
        const prefix = await platform.prepare(GROUPS)
        const erp = await platform.erp({ ORDERS: '0' })
        running.defer(() => erp.worker.stop())
        const product = await platform.connected(name, prefix, erp.url, {})
        running.defer(() => product.stop())
        const readyMs = await product.ready()
        started.push({ value: readyMs / 1000, counts: { cpuSeconds: product.usage.now().cpuSeconds } })
        // Without await the service would be stopped before it is watched.
        return await rested(product, stage.signal)
      },
    })
    const common = { limit: null, runs: resting.length, settings: {}, peers: [] }
    results.push(
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
    )
  }
  return results
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
