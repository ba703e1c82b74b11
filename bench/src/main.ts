import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interruption } from '@channel-adapter/local-deployment'
import { type BenchOptions, parseOptions, usage } from './options.ts'
import { startPlatform } from './platform.ts'
import { machine } from './report/machine.ts'
import { type Failure, publish, type Report } from './report/publish.ts'
import { terminalTable } from './report/table.ts'
import { judged, type Result } from './result.ts'
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
    if (options.report !== undefined) writeFileSync(options.report, `${JSON.stringify(report, null, 2)}\n`)
    if (options.publish) publish(report)
    for (const { scenario, reason } of report.failures) say(`${scenario} failed: ${reason}`)
    const reached = report.results.every(({ verdict }) => verdict !== 'missed')
    return reached && report.failures.length === 0 ? 0 : 1
  } catch (error) {
    if (interrupted.aborted) return 130
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 1
  }
}

async function measure({ only, product, profile, sizes }: BenchOptions): Promise<Report> {
  const began = Date.now()
  const on = machine()
  await using running = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  const platform = await startPlatform({ folder, product, profile, say })
  running.defer(() => platform.stop())
  const results: Result[] = []
  const failures: Failure[] = []
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (only.length > 0 && !only.includes(name)) continue
    interrupted.throwIfAborted()
    say(name)
    try {
      const measured = await scenario({ platform, sizes, say, signal: interrupted })
      results.push(...[measured].flat().map((each) => judged(each)))
    } catch (error) {
      interrupted.throwIfAborted()
      // The others are measured all the same.
      failures.push({ scenario: name, reason: error instanceof Error ? error.message : String(error) })
      say(`  ${failures.at(-1)?.reason}`)
    }
  }
  return {
    at: new Date(began).toISOString(),
    seconds: Math.round((Date.now() - began) / 1000),
    machine: on,
    sizes,
    results,
    failures,
  }
}
