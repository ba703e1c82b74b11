import { type Moments, stretches, WARM_AFTER } from '../growth.ts'
import type { UsageWatch } from '../processes/usage.ts'
import type { Measured, Sample } from '../result.ts'
import type { Stage } from '../stage.ts'
import { applied } from './application.ts'
import { extracted } from './extraction.ts'

/** Whether an order costs more when hundreds of thousands came before it. Once: it takes minutes. */
export async function growExtract(stage: Stage): Promise<Measured[]> {
  const total = stage.sizes.growTo
  const { sample, usage, published } = await extracted(stage, {
    orders: total,
    pageMs: 0,
    throughout: true,
  })
  return growth(stage, 'Extract', 'orders', sample, usage, published)
}

/** The same of an update, each of an order of its own. */
export async function growApply(stage: Stage): Promise<Measured[]> {
  const total = stage.sizes.growTo
  const { sample, usage, noted } = await applied(stage, { updates: total, orders: total })
  const done = noted.applied.map(([, at], index) => [index + 1, at] as const)
  return growth(stage, 'Apply', 'updates', sample, usage, done)
}

function growth(
  { sizes: { growTo: total }, say }: Stage,
  name: string,
  what: string,
  { counts, ...sample }: Sample,
  usage: UsageWatch,
  moments: Moments,
): Measured[] {
  const { firstFrom, firstTo, lastFrom, lastTo } = stretches(moments, total)
  const each = Math.floor(total / 10)
  const common = {
    target: { better: 'lower', floor: 1.1, goal: 1.03 } as const,
    runs: 1,
    settings: { [what]: total, stretch: each },
    peers: [],
  }
  const stretch = `${what} ${WARM_AFTER} to ${WARM_AFTER + each}`
  const perThousand = (from: number, to: number) => (usage.cpuSeconds(from, to) / each) * 1000
  const [first, last] = [perThousand(firstFrom, firstTo), perThousand(lastFrom, lastTo)]
  say(`    ${total} ${what}: ${first.toFixed(4)}, then ${last.toFixed(4)} CPU s per 1,000`)
  return [
    {
      ...common,
      scenario: `grow${name}`,
      title: `CPU of the last ${each} of ${total} ${what}`,
      unit: 'CPU s per 1,000',
      limit: first,
      limitIs: `that of ${stretch}`,
      ...sample,
      counts: { ...counts, perSecond: sample.value },
      value: last,
    },
    {
      ...common,
      scenario: `grow${name}Memory`,
      title: `most memory held until ${total} ${what} were done`,
      unit: 'MB',
      limit: usage.peakMbAt(firstTo),
      limitIs: `that until ${WARM_AFTER + each} were done`,
      counts: { [`until ${WARM_AFTER}`]: usage.peakMbAt(firstFrom) },
      value: usage.peakMbAt(lastTo),
    },
  ]
}
