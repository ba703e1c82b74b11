import { rmSync } from 'node:fs'
import { commandLine, interruption, runFolder } from '@channel-adapter/local-deployment'
import { isClean } from '../check.ts'
import { startPlatform } from '../platform.ts'
import { writeReport } from '../report.ts'
import { startSystem } from '../system.ts'
import { parseOptions, type SoakOptions, usage } from './options.ts'
import { reportOf } from './report.ts'
import { soak } from './run.ts'
import { summaryOf } from './summary.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (text: string) => process.stderr.write(`${text}\n`)

const ORDERS = 300
/** A heap with room for gigabytes is not cleared for hours, which no slope tells from a leak. With this a leak ends the process. */
const HEAP = { NODE_OPTIONS: '--max-old-space-size=128 --max-semi-space-size=8' }
const ENV = {
  'erp-extractor': HEAP,
  'update-applier': HEAP,
  // Few enough to be remembered whole soon: a memory that fills for an hour is no leak.
  'publisher-gateway': { ...HEAP, IDEMPOTENCY_KEYS: '1000' },
}
const MOST_SAID = 10
const interrupted = interruption(say)

process.exitCode = await commandLine({ parse: parseOptions, usage, run, interrupted })

/** Everything that is started is stopped, in the opposite order, whatever happens. */
async function run({ minutes, seed, changesPerSecond, report: file }: SoakOptions): Promise<number> {
  await using running = new AsyncDisposableStack()
  const folder = runFolder('soak-', running, interrupted)
  say('Starting Kafka, the schema registry, the ERP, the adapter and its partners ...')
  const at = new Date()
  // All the bytes of an hour are too much for the process that also observes them.
  const platform = await startPlatform(1, { proxied: false })
  running.defer(() => platform.stop())
  interrupted.throwIfAborted()
  const system = await startSystem(platform, {
    folder,
    orders: ORDERS,
    env: ENV,
  })
  running.defer(() => system.stop())
  const result = await soak(system, {
    seconds: minutes * 60,
    seed,
    changesPerSecond,
    say,
    signal: interrupted,
  })
  const rate = changesPerSecond === undefined ? '' : ` --changes-per-second ${changesPerSecond}`
  const report = reportOf(result, {
    command: `pnpm soak --minutes ${minutes} --seed ${seed}${rate}`,
    at: at.toISOString(),
    seconds: Math.round((Date.now() - at.getTime()) / 1000),
    tally: system.tally,
  })
  if (file !== undefined) writeReport(file, report)
  const { lost, twice, outOfOrder, leaks, exits, seconds, evidence } = report
  say(`\n${summaryOf(report)}\n\n${seconds} s: lost ${lost}, twice ${twice}, out of order ${outOfOrder}.`)
  for (const leak of leaks) say(leak)
  for (const { service, code, signal } of exits) say(`${service} ended by itself: ${code ?? signal}`)
  if (isClean(result.findings) && leaks.length === 0 && exits.length === 0) {
    rmSync(folder, { recursive: true, force: true })
    return 0
  }
  for (const [what, cases] of Object.entries(evidence) as [string, string[]][]) {
    for (const one of cases.slice(0, MOST_SAID)) say(`  ${what}: ${one}`)
  }
  complain(`To repeat it: ${report.command}\nThe logs are in ${folder}/logs.`)
  return 1
}
