import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expectedTotals, observe, type Report, runLoop } from '@channel-adapter/ledger'
import { interruption, startDeployment } from '@channel-adapter/local-deployment'
import { startLocalKafka } from '@channel-adapter/local-kafka'
import { isFree } from './free-port.ts'
import { type DemoOptions, parseOptions, usage } from './options.ts'
import { demoOnTryton } from './on-tryton.ts'
import { progressLine, progressView } from './progress.ts'
import { reportTable, writeReport } from './report.ts'

const CONSOLE_PORT = 5006
const ALL_ORDERS = Number.MAX_SAFE_INTEGER
const folder = fileURLToPath(new URL('../../.demo', import.meta.url))
// `pnpm producer` keeps a note of its broker in the same folder: only this run's own part is anew.
const runFolder = `${folder}/run`
const say = (text: string) => process.stdout.write(`${text}\n`)
// Only what a person must know: the services write their own logs.
const log = {
  debug() {},
  info() {},
  warn() {},
  error: (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
}

const interrupted = interruption(say)

process.exitCode = await main()

async function main(): Promise<number> {
  let options: DemoOptions
  try {
    options = parseOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`)
    return 2
  }
  if (options.help) {
    say(usage)
    return 0
  }
  try {
    if (options.erp === 'tryton') {
      const faults = await demoOnTryton({ orders: options.orders, folder: runFolder, log, say }, interrupted)
      return faults.length === 0 ? 0 : 1
    }
    const report = await demo(options, interrupted)
    return report.faults.length === 0 ? 0 : 1
  } catch (error) {
    if (interrupted.aborted) return 130
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

/** Everything that is started is stopped, in the opposite order, whatever happens. */
async function demo(options: DemoOptions, signal: AbortSignal): Promise<Report> {
  await using running = new AsyncDisposableStack()
  rmSync(runFolder, { recursive: true, force: true })
  rmSync(`${folder}/report.json`, { force: true })
  const expected = expectedTotals(options.orders ?? ALL_ORDERS)

  say('Starting Kafka and the schema registry ...')
  const kafka = await startLocalKafka({ log: say })
  running.defer(() => kafka.stop())
  signal.throwIfAborted()

  say('Registering the contracts, creating the topics, starting the ERP, the adapter and its partners ...')
  const { brokers, registryUrl } = kafka
  const deployment = await startDeployment({
    brokers,
    registryUrl,
    folder: runFolder,
    log,
    connection: { pollIntervalMs: { min: 100, max: 1000 }, overlapMs: 2000, concurrency: 32 },
    ...(options.orders !== undefined && { orders: options.orders }),
    // Where the usual one is taken, as by another demo, any other.
    ...(options.keep && { consolePort: (await isFree(CONSOLE_PORT)) ? CONSOLE_PORT : 0 }),
  })
  running.defer(() => deployment.stop())
  signal.throwIfAborted()
  const observer = await observe({ brokers, registryUrl, log })
  running.defer(() => observer.stop())

  if (deployment.console) say(`Watch it in a browser, at the console: ${deployment.console.url}`)
  say(`The loop runs: ${expected.orders} orders, and a clerk who changes some of them meanwhile.\n`)
  const view = progressView(process.stdout)
  const report = await runLoop({
    erpUrl: deployment.erp.url,
    connection: deployment.connection,
    ledger: observer.ledger,
    expected,
    signal,
    onProgress: (stages, seconds) =>
      view.show(stages.map((stage) => progressLine(stage, expected.orders, seconds))),
    // Only changes that leave the dataset's sums as they are.
    ...(options.clerkEdits > 0 && {
      clerk: { kinds: ['edit', 'note'], editsPerSecond: 10, limit: options.clerkEdits, seed: options.seed },
    }),
  })
  view.end()
  writeReport(`${folder}/report.json`, report)
  say(
    `\n${reportTable(report)}\n\nThe report is in .demo/report.json, the services' logs are in .demo/run/logs.`,
  )

  if (options.keep) {
    const page = deployment.console?.url ?? ''
    say(`\nEverything is still running; Ctrl-C ends it. Open the console in a browser: ${page}\n`)
    say(`  Kafka             ${brokers.join(',')}`)
    say(`  schema registry   ${registryUrl}`)
    const { console, erp, gateway, extractor, applier, inventory, suppliers } = deployment
    for (const { name, url } of [
      ...(console ? [console] : []),
      erp,
      gateway,
      extractor,
      applier,
      inventory,
      ...suppliers,
    ]) {
      say(`  ${name.padEnd(17)} ${url}`)
    }
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  }
  return report
}
