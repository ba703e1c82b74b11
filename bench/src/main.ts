import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interruption } from '@channel-adapter/local-deployment'
import { type BenchOptions, parseOptions, usage } from './options.ts'
import { startPlatform } from './platform.ts'
import { killTracked } from './processes/tracked.ts'
import { machine } from './report/machine.ts'
import { publish, type Report, writeReport } from './report/publish.ts'
import { terminalTable } from './report/table.ts'
import { allReached, type Outcome, runScenarios } from './run-scenarios.ts'
import { scenarios } from './scenarios/index.ts'

const say = (text: string) => process.stderr.write(`${text}\n`)
const interrupted = interruption(say)

process.exitCode = await main()

async function main(): Promise<number> {
  let options: BenchOptions
  try {
    options = parseOptions(process.argv.slice(2))
    for (const name of options.only)
      if (!(name in scenarios))
        throw new TypeError(`--only takes some of ${Object.keys(scenarios).join(', ')}`)
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return 2
  }
  if (options.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  try {
    const report = await measure(options)
    process.stdout.write(`${terminalTable(report.results)}\n`)
    if (options.report !== undefined) writeReport(options.report, report)
    if (options.publish) publish(report)
    for (const { scenario, reason } of report.failures) say(`${scenario} failed: ${reason}`)
    return allReached(report) ? 0 : 1
  } catch (error) {
    if (interrupted.aborted) return 130
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 1
  }
}

async function measure(options: BenchOptions): Promise<Report> {
  const { only, product, profile, sizes, report: file } = options
  const began = Date.now()
  const on = await machine(product)
  await using running = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  const platform = await startPlatform({ folder, product, profile, say })
  running.defer(() => platform.stop())
  const wanted = Object.entries(scenarios).filter(([name]) => only.length === 0 || only.includes(name))
  const reportOf = (outcome: Outcome): Report => ({
    at: new Date(began).toISOString(),
    seconds: Math.round((Date.now() - began) / 1000),
    command: ['pnpm bench', ...process.argv.slice(2)].join(' '),
    machine: on,
    sizes,
    ...outcome,
  })
  const outcome = await runScenarios(Object.fromEntries(wanted), {
    stage: { platform, sizes, say, signal: interrupted },
    withinSeconds: sizes.withinSeconds,
    cleanUp: killTracked,
    onProgress: (soFar) => {
      if (file !== undefined) writeReport(file, reportOf(soFar))
    },
  })
  return reportOf(outcome)
}
