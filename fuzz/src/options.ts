import { parseArgs } from 'node:util'

export interface FuzzOptions {
  readonly requests: number
  readonly messages: number
  readonly seed: number
  readonly report: string | undefined
  readonly help: boolean
}

export const usage = `pnpm fuzz [--requests N] [--messages N] [--seed S] [--report FILE]

Runs the whole system on a real broker, sends it what it must refuse, and looks whether it did, and whether the loop
went on meanwhile.

  --requests N   HTTP requests to gateways at least, by schemathesis (default: 20000; 0 for none)
  --messages N   messages on Kafka that are none (default: 100000; 0 for none)
  --seed S       what is sent follows from it (default: 1)
  --report FILE  where the report goes, as JSON

Needs Python 3.10 or newer with pip for the requests. Exit codes: 0 nothing was found, 1 something was, or it failed,
2 wrong arguments, 130 interrupted.`

/** @throws {TypeError} that says which argument is wrong */
export function parseOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      requests: { type: 'string', default: '20000' },
      messages: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      report: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  return {
    requests: count('requests', values.requests),
    messages: count('messages', values.messages),
    seed: count('seed', values.seed),
    report: values.report,
    help: values.help,
  }
}

function count(name: string, text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new TypeError(`--${name} takes a whole number, not "${text}"`)
  }
  return number
}
