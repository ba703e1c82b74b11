import { contracts } from '@channel-adapter/contracts'
import type { PhaseReport, ScaleOutReport } from './report.ts'
import { needOf, PEAK, UPDATES_PER_ORDER, UTILISATION } from './sizing.ts'

/** The figures as docs/scaling.md holds them, in Markdown. Pure. */
export function tables(report: ScaleOutReport): string {
  const { costs, phases, bytes, steady, load, machine } = report
  const ordersStill = quietest(phases, (phase) => phase.ordersStoodStillS)
  return [
    `Measured ${report.at.slice(0, 10)} by \`${report.command}\` on ${machine.processors} processors (${machine.model}), ${machine.busyWhileIdle.toFixed(1)} of which were busy before the load began, with everything that is started standing idle and with whatever else ran there.`,
    '',
    `${load.snapshots} snapshots of ${load.orders} orders, ${load.effects} updates in effect and ${load.postsAcknowledged} POSTs acknowledged: **lost ${report.lost}, twice ${report.twice}, out of order ${report.outOfOrder}**. Processes that ended by themselves: ${report.exits.length}. In the steady phase, a second: ${steady.orders.toFixed(1)} snapshots, ${steady.updates.toFixed(1)} updates applied, ${steady.posts.toFixed(1)} POSTs acknowledged.`,
    '',
    '| what | CPU idle, of one processor | under load | of what | per second | CPU s per 1,000 |',
    '|---|---|---|---|---|---|',
    ...Object.entries(costs).map(
      ([name, { idle, loaded, unit, perSecond, perThousand }]) =>
        `| ${name} | ${percent(idle)} | ${percent(loaded)} | ${unit} | ${perSecond.toFixed(1)} | ${perThousand === null ? '' : perThousand.toFixed(2)} |`,
    ),
    '',
    `Bytes on one disk: ${Object.entries(bytes)
      .map(([topic, each]) => `${topic} ${Math.round(each)}`)
      .join(', ')}.`,
    '',
    `In the steady phase the longest standstill of a connection was ${ordersStill.toFixed(0)} s.`,
    '',
    '| phase | seconds | orders: lowest, steady after | updates | POST /send | connections that stood still: orders | updates | connections by extractor |',
    '|---|---|---|---|---|---|---|---|',
    ...phases.map(
      (phase) =>
        `| ${phase.name} | ${phase.untilS - phase.fromS} | ${recovery(phase.orders)} | ${recovery(phase.updates)} | ${recovery(phase.posts)} | ${still(phase.ordersStoodStillS)} | ${still(phase.updatesStoodStillS)} | ${Object.values(phase.spread).join(', ')} |`,
    ),
    '',
    ...sizingTable(report),
  ].join('\n')
}

const ORDERS_PER_DAY = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]

function sizingTable({ costs, bytes }: ScaleOutReport): string[] {
  const each = (name: string) => (costs[name]?.perThousand ?? 0) / 1000
  const measured = {
    extractorPerSnapshot: each('erp-extractor'),
    applierPerUpdate: each('update-applier'),
    gatewayPerRequest: each('publisher-gateway'),
    brokersPerMessage: each('kafka'),
    snapshotBytes: bytes[contracts.order.name] ?? 0,
    updateBytes: bytes[contracts.orderUpdate.name] ?? 0,
    outcomeBytes: bytes[contracts.orderUpdateOutcome.name] ?? 0,
  }
  return [
    `What follows for a day's orders, each with ${UPDATES_PER_ORDER} updates that come over HTTP; the busiest hour has ${PEAK} times the average, and a processor is used to ${percent(UTILISATION)} then:`,
    '',
    '| orders a day | snapshots, updates a second | extractors | appliers | gateways | processors of the brokers | partitions of the update topic | GB of disk a day |',
    '|---|---|---|---|---|---|---|---|',
    ...ORDERS_PER_DAY.map((ordersPerDay) => {
      const need = needOf(ordersPerDay, measured)
      return `| ${ordersPerDay.toLocaleString('en')} | ${rounded(need.snapshots)}, ${rounded(need.updates)} | ${need.extractors} | ${need.appliers} | ${need.gateways} | ${need.brokerProcessors} | ${need.updatePartitions} | ${rounded(need.gigabytesPerDay)} |`
    }),
  ]
}

function rounded(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}

/** From here on a connection stood still: orders come every second or two. */
const STILL_S = 4

function still(seconds: Readonly<Record<string, number>>): string {
  const long = Object.values(seconds).filter((each) => each >= STILL_S)
  return long.length === 0 ? 'none' : `${long.length}, ${Math.round(Math.max(...long))} s at most`
}

function recovery({ lowest, afterS }: PhaseReport['orders']): string {
  if (afterS === 0) return percent(lowest)
  return `${percent(lowest)}, ${afterS === null ? 'not within the phase' : `${Math.round(afterS)} s`}`
}

function quietest(
  phases: readonly PhaseReport[],
  of: (phase: PhaseReport) => Readonly<Record<string, number>>,
): number {
  const steady = phases.find(({ name }) => name === 'steady')
  return steady ? Math.max(...Object.values(of(steady))) : 0
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
