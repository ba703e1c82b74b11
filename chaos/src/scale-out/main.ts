import { rmSync } from 'node:fs'
import { commandLine, interruption, runFolder } from '@channel-adapter/local-deployment'
import { isClean } from '../check.ts'
import { startPlatform } from '../platform.ts'
import { writeReport } from '../report.ts'
import { startSystem } from '../system.ts'
import { bytesPerMessage } from './meter.ts'
import { parseOptions, type ScaleOutSettings, usage } from './options.ts'
import { CLUSTER, planPhases } from './plan.ts'
import { publish } from './publish.ts'
import { reportOf } from './report.ts'
import { runScaleOut } from './run.ts'
import { tables } from './tables.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (text: string) => process.stderr.write(`${text}\n`)

const interrupted = interruption(say)

process.exitCode = await commandLine({ parse: parseOptions, usage, run: scaleOut, interrupted })

/** Everything that is started is stopped, in the opposite order, whatever happens. */
async function scaleOut({
  ordersPerSecond,
  postsPerSecond,
  steadyS,
  report: file,
  publish: published,
}: ScaleOutSettings): Promise<number> {
  await using running = new AsyncDisposableStack()
  const folder = runFolder('scale-out-', running, interrupted)
  say('Starting three brokers, the schema registry, nine ERPs, the adapter and its partners ...')
  const at = new Date()
  const platform = await startPlatform(CLUSTER.brokers)
  running.defer(() => platform.stop())
  interrupted.throwIfAborted()
  const connections = Array.from({ length: CLUSTER.connections }, (_, index) => `erp-${index + 1}`)
  const system = await startSystem(platform, {
    folder,
    orders: CLUSTER.ordersToBeginWith,
    instances: CLUSTER.instances,
    connections,
  })
  running.defer(() => system.stop())
  const elapsed = () => Math.round((Date.now() - at.getTime()) / 1000)
  say(`Up after ${elapsed()} s; logs in ${folder}/logs.`)

  const phases = planPhases(steadyS)
  const result = await runScaleOut(system, {
    phases,
    ordersPerSecond,
    postsPerSecond,
    say,
    signal: interrupted,
  })
  const report = reportOf(result, {
    command: `pnpm scale-out --orders-per-second ${ordersPerSecond} --posts-per-second ${postsPerSecond} --steady ${steadyS}`,
    at,
    seconds: elapsed(),
    sources: connections,
    phases,
    bytes: bytesPerMessage(system),
    tally: system.tally,
  })
  if (file !== undefined) writeReport(file, report)
  const { lost, twice, outOfOrder, exits, load, evidence } = report
  const figures = tables(report)
  say(`\n${figures}\n`)
  say(
    `${load.snapshots} snapshots, ${load.effects} updates in effect, ${load.postsAcknowledged} POSTs acknowledged, ` +
      `${report.seconds} s: lost ${lost}, twice ${twice}, out of order ${outOfOrder}.`,
  )
  for (const { service, code, signal } of exits) say(`${service} ended by itself: ${code ?? signal}`)
  if (isClean(result.findings) && exits.length === 0) {
    if (published) publish(figures)
    rmSync(folder, { recursive: true, force: true })
    return 0
  }
  for (const [what, cases] of Object.entries(evidence) as [string, string[]][]) {
    for (const one of cases.slice(0, 10)) say(`  ${what}: ${one}`)
  }
  complain(`The logs are in ${folder}/logs.`)
  return 1
}
