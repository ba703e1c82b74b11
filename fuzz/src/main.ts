import { rmSync, writeFileSync } from 'node:fs'
import { commandLine, interruption, runFolder } from '@channel-adapter/local-deployment'
import { startLocalKafka } from '@channel-adapter/local-kafka'
import { type FuzzOptions, parseOptions, usage } from './options.ts'
import { fuzz } from './run.ts'
import { summaryOf } from './summary.ts'
import { startFuzzed } from './system.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (text: string) => process.stderr.write(`${text}\n`)

const ORDERS = 100
const MOST_SAID = 20
const interrupted = interruption(say)

process.exitCode = await commandLine({ parse: parseOptions, usage, run, interrupted })

/** Everything that is started is stopped, in the opposite order, whatever happens. */
async function run({ requests, messages, seed, report: file }: FuzzOptions): Promise<number> {
  await using running = new AsyncDisposableStack()
  const folder = runFolder('fuzz-', running, interrupted)
  say('Starting Kafka, the schema registry, the ERP, the adapter, its console and its partners ...')
  const began = Date.now()
  const { brokers, registryUrl, stop } = await startLocalKafka({ log: say })
  running.defer(stop)
  interrupted.throwIfAborted()
  const system = await startFuzzed({ brokers, registryUrl, topicPrefix: '' }, { folder, orders: ORDERS })
  running.defer(() => system.stop())
  const result = await fuzz(system, { requests, messages, seed, folder, say, signal: interrupted })
  const report = {
    command: `pnpm fuzz --requests ${requests} --messages ${messages} --seed ${seed}`,
    at: new Date(began).toISOString(),
    seconds: Math.round((Date.now() - began) / 1000),
    ...result,
  }
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  say(`\n${summaryOf(result)}\n\n${report.seconds} s, ${report.faults.length} faults.`)
  if (report.faults.length === 0) {
    rmSync(folder, { recursive: true, force: true })
    return 0
  }
  for (const fault of report.faults.slice(0, MOST_SAID)) say(`  ${fault}`)
  complain(`To repeat it: ${report.command}\nThe logs are in ${folder}/logs.`)
  return 1
}
