import { rmSync } from 'node:fs'
import { commandLine, interruption, runFolder } from '@channel-adapter/local-deployment'
import { isClean } from './check.ts'
import { type ChaosOptions, parseOptions, usage } from './options.ts'
import { startPlatform } from './platform.ts'
import { proofs } from './prove/proofs.ts'
import { holds, prove, type Verdict } from './prove/prove.ts'
import { proofTable } from './prove/table.ts'
import { type ChaosReport, countsOf, evidenceOf, loadOf, writeReport } from './report.ts'
import { runChaos } from './run.ts'
import { startSystem } from './system.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (text: string) => process.stderr.write(`${text}\n`)

const interrupted = interruption(say)

process.exitCode = await commandLine({ parse: parseOptions, usage, run, interrupted })

async function run(options: ChaosOptions): Promise<number> {
  try {
    return await (options.prove ? proveAll(options) : chaos(options))
  } catch (error) {
    if (!interrupted.aborted)
      complain(`It happened with seed ${options.seed}; to repeat it: ${commandOf(options)}`)
    throw error
  }
}

/** Switches each guarantee off in turn; whatever is not noticed makes it fail. */
async function proveAll({ control, only, report: file }: ChaosOptions): Promise<number> {
  await using running = new AsyncDisposableStack()
  const folder = runFolder('chaos-prove-', running, interrupted)
  const platform = await startPlatform(1)
  running.defer(() => platform.stop())
  const verdicts: Verdict[] = []
  for (const proof of proofs.filter(({ guarantee }) => only === undefined || guarantee === only)) {
    const verdict = await prove(platform, proof, { folder, control, say, signal: interrupted })
    verdicts.push(verdict)
    say(`  noticed as: ${verdict.noticedAs || 'NOT NOTICED'}`)
  }
  say(`\n${proofTable(verdicts)}`)
  if (file !== undefined) writeReport(file, { verdicts })
  const missing = verdicts.filter((verdict) => !holds(verdict))
  if (missing.length === 0) {
    rmSync(folder, { recursive: true, force: true })
    return 0
  }
  complain(`Not shown: ${missing.map(({ guarantee }) => guarantee).join(', ')}. The logs are in ${folder}.`)
  return 1
}

function commandOf({ rounds, seed, brokers, orders }: ChaosOptions): string {
  return `pnpm chaos --rounds ${rounds} --seed ${seed} --brokers ${brokers} --orders ${orders}`
}

/** Everything that is started is stopped, in the opposite order, whatever happens. */
async function chaos(options: ChaosOptions): Promise<number> {
  const { seed, brokers, orders, rounds, checkEvery, minutes, verbose, report: file } = options
  await using running = new AsyncDisposableStack()
  const folder = runFolder('chaos-', running, interrupted)
  say('Starting Kafka, the schema registry, the ERP, the adapter and its partners ...')
  const began = Date.now()
  const platform = await startPlatform(brokers)
  running.defer(() => platform.stop())
  interrupted.throwIfAborted()
  const system = await startSystem(platform, { folder, orders })
  running.defer(() => system.stop())
  say(`Up after ${Math.round((Date.now() - began) / 1000)} s; logs in ${folder}/logs.`)

  const { findings, facts, ...done } = await runChaos(system, {
    seed,
    rounds,
    brokers,
    checkEvery,
    withinMs: minutes * 60_000,
    say: (line) => {
      if (verbose || !line.startsWith('round ')) say(line)
    },
    signal: interrupted,
  })
  const report: ChaosReport = {
    command: commandOf(options),
    seed,
    brokers,
    ...done,
    seconds: Math.round((Date.now() - began) / 1000),
    ...countsOf(system.tally),
    load: loadOf(facts),
    lost: findings.lost.length,
    twice: findings.twice.length,
    outOfOrder: findings.outOfOrder.length,
    evidence: evidenceOf(findings),
  }
  if (file !== undefined) writeReport(file, report)
  const { kills, seconds, lost, twice, outOfOrder } = report
  say(
    `\n${kills} kills in ${report.rounds} rounds, ${seconds} s: lost ${lost}, twice ${twice}, out of order ${outOfOrder}.`,
  )
  for (const { service, code, signal } of report.exits) say(`${service} ended by itself: ${code ?? signal}`)
  if (isClean(findings)) {
    // An end that nobody asked for is worth a look at the logs.
    if (report.exits.length === 0) rmSync(folder, { recursive: true, force: true })
    return 0
  }
  for (const [what, cases] of Object.entries(findings) as [string, string[]][]) {
    for (const one of cases.slice(0, 10)) say(`  ${what}: ${one}`)
  }
  complain(`To repeat it: ${report.command}\nThe logs are in ${folder}/logs.`)
  return 1
}
