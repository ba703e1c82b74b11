import type { Growth } from './growth.ts'
import type { SoakReport } from './report.ts'

/** A run in lines for a terminal. Pure. */
export function summaryOf(report: SoakReport): string {
  const { load, recoveries, memory, handles } = report
  const caughtUp = recoveries.map(({ caughtUpAfterS }) => caughtUpAfterS ?? 'not')
  return [
    `${report.changesPerSecond.toFixed(1)} changes a second: ${load.changesByClerk} changes, ${load.snapshots} snapshots, ` +
      `${load.updates} updates, ${load.effects} of them in effect, ${load.postsAcknowledged} POSTs acknowledged`,
    `${report.kills} kills; on their way before, at most, and seconds until no more than before:`,
    ...recoveries.map(
      ({ service, before, most }, index) => `  ${service}: ${before}, ${most}, ${caughtUp[index]}`,
    ),
    `at rest ${report.restSeconds} s after the load`,
    'grown in an hour, by least squares, with the standard error (first, last, most):',
    ...Object.keys(memory).flatMap((service) => [
      line(service, 'MiB', memory[service]),
      line(service, 'handles', handles[service]),
    ]),
  ].join('\n')
}

function line(service: string, what: string, growth: Growth | undefined): string {
  if (!growth) return `  ${service}: too young for ${what}`
  const { perHour, error, first, last, most } = growth
  return `  ${service}: ${perHour.toFixed(1)} ± ${error.toFixed(1)} ${what} (${[first, last, most].map(Math.round).join(', ')})`
}
