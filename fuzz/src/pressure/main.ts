/** `pnpm fuzz:pressure`: what slow sockets and a partner that floods do to everybody else. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { commandLine, interruption, runFolder } from '@channel-adapter/local-deployment'
import { freePorts } from '@channel-adapter/local-kafka'
import { Pool } from 'undici'
import { type Figures, type Pair, raisedBy } from './figures.ts'
import { goodTraffic, newcomerIsServed } from './good-traffic.ts'
import { FLOODER_PER_SECOND, startStand } from './stand.ts'

interface PressureOptions {
  readonly rounds: number
  readonly seconds: number
  readonly report: string | undefined
  readonly help: boolean
}

const usage = `pnpm fuzz:pressure [--rounds N] [--seconds N] [--report FILE]

Good traffic to the gateway: alone; beside 5000 sockets that send a byte a second, and whether newcomers are served
then; beside a partner at 100 times its rate. Looks by how much the good traffic's p99 rises, against the same beside
those sockets and that flood at a process that does the least that can be done for them (threats 12 and 17 of
SECURITY.md).

  --rounds N     pairs, of which the median counts (default: 3)
  --seconds N    of each (default: 20)
  --report FILE  where the report goes, as JSON

Exit codes: 0 p99 at most doubles and rises by at most 20 %, and every newcomer is served, 1 not, or it failed,
2 wrong arguments, 130 interrupted.`

const SOCKETS = 5000
/** The gateway's MAX_CONNECTIONS, as it is unless told otherwise. */
const PLACES = 2000
const BOUND = { slow: 2, flood: 1.2 } as const
const SETTLE_S = 3
const NEWCOMER_EVERY_MS = 100
const say = (text: string) => process.stdout.write(`${text}\n`)
const interrupted = interruption(say)

process.exitCode = await commandLine({ parse, usage, run, interrupted })

function parse(args: readonly string[]): PressureOptions {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '20' },
      report: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
  if (!(rounds >= 1 && seconds >= 1)) throw new TypeError('--rounds and --seconds take numbers from 1 on')
  return { rounds, seconds, report: values.report, help: values.help }
}

async function run({ rounds, seconds, report: file }: PressureOptions): Promise<number> {
  await using running = new AsyncDisposableStack()
  const folder = runFolder('pressure-', running, interrupted)
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  const { url, goodKey, floodKey } = await startStand(folder, running, say)
  const pool = new Pool(url, { connections: 8 })
  running.defer(() => pool.destroy())
  const good = (forSeconds: number) => {
    interrupted.throwIfAborted()
    return goodTraffic(pool, goodKey, forSeconds)
  }
  await good(SETTLE_S)

  const floodRate = String(100 * FLOODER_PER_SECOND)
  const slow: (Pair & { alone: Figures; open: unknown; newcomersServed: number; newcomers: number })[] = []
  const flood: (Pair & { alone: Figures; answers: unknown })[] = []
  const [sinkPort = 0] = await freePorts(1)
  for (let round = 0; round < rounds; round++) {
    const alone = await good(seconds)
    const heldElsewhere = await besideSink([String(PLACES)], 'slow-sockets.ts', [String(SOCKETS)])
    const beside = await besides('slow-sockets.ts', [url, String(SOCKETS)], async () => {
      const served: Promise<boolean>[] = []
      const asking = setInterval(() => served.push(newcomerIsServed(url, goodKey)), NEWCOMER_EVERY_MS)
      const pressed = await good(seconds)
      clearInterval(asking)
      const answers = await Promise.all(served)
      return { pressed, newcomers: answers.length, newcomersServed: answers.filter(Boolean).length }
    })
    slow.push({ alone, calm: heldElsewhere, ...beside.result, open: beside.told })
    say(`slow: ${JSON.stringify(slow.at(-1))}`)
    await good(SETTLE_S)
    const floodedElsewhere = await besideSink([], 'flood.ts', [floodKey, floodRate])
    const flooded = await besides('flood.ts', [url, floodKey, floodRate], () => good(seconds))
    flood.push({ alone, calm: floodedElsewhere, pressed: flooded.result, answers: flooded.told })
    say(`flood: ${JSON.stringify(flood.at(-1))}`)
    await good(SETTLE_S)
  }
  const raised = { slow: raisedBy(slow), flood: raisedBy(flood) }
  if (file !== undefined) writeFileSync(file, `${JSON.stringify({ raised, slow, flood }, null, 2)}\n`)
  const newcomers = slow.reduce((sum, pair) => sum + pair.newcomers, 0)
  const served = slow.reduce((sum, pair) => sum + pair.newcomersServed, 0)
  say(`newcomers served beside ${SOCKETS} slow sockets: ${served} of ${newcomers}`)
  say(`p99 beside ${SOCKETS} slow sockets: ${raised.slow.toFixed(2)} times, at most ${BOUND.slow}`)
  say(`p99 beside a partner at 100 times its rate: ${raised.flood.toFixed(2)} times, at most ${BOUND.flood}`)
  if (served < newcomers) return 1
  return raised.slow <= BOUND.slow && raised.flood <= BOUND.flood ? 0 : 1

  /** Good traffic to the gateway, while a sink has what presses on it otherwise. */
  async function besideSink(
    sink: readonly string[],
    program: string,
    args: readonly string[],
  ): Promise<Figures> {
    const sinkUrl = `http://127.0.0.1:${sinkPort}`
    const { result } = await besides('sink.ts', [String(sinkPort), ...sink], () =>
      besides(program, [sinkUrl, ...args], () => good(seconds)),
    )
    return result.result
  }

  /** Runs something beside a process, and tells what that said last. */
  async function besides<T>(
    program: string,
    args: readonly string[],
    work: () => Promise<T>,
  ): Promise<{ result: T; told: unknown }> {
    const child = fork(fileURLToPath(new URL(program, import.meta.url)), args)
    let told: unknown
    child.on('message', (message) => (told = message))
    try {
      await good(SETTLE_S)
      return { result: await work(), told }
    } finally {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
  }
}
