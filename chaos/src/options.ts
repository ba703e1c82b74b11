import { parseArgs } from 'node:util'
import { guarantees } from '@channel-adapter/seams'

export interface ChaosOptions {
  readonly rounds: number
  readonly seed: number
  readonly report: string | undefined
  readonly prove: boolean
  readonly control: boolean
  /** One guarantee to prove; undefined for all. */
  readonly only: string | undefined
  readonly minutes: number
  readonly brokers: number
  readonly orders: number
  readonly checkEvery: number
  readonly verbose: boolean
  readonly help: boolean
}

export const usage = `pnpm chaos [--rounds N] [--seed S] [--minutes M] [--report FILE] [--brokers 1|3]
pnpm chaos --prove [--only GUARANTEE] [--control] [--report FILE]

Runs the whole system on a real broker, lets faults strike it, and looks for what was lost, done twice, or out of order.

  --rounds N       rounds of faults, of two to four seconds each (default: 10)
  --seed S         the faults follow from it (default: 1)
  --minutes M      no new round begins after so many (default: what the rounds need at most)
  --report FILE    where the report goes, as JSON
  --brokers N      1, behind a proxy that cuts connections (default), or 3, of which one is killed at a time
  --orders N       orders of the dataset to begin with (default: 300)
  --check-every N  rounds between two checks (default: 25)
  --prove          switch each guarantee off in turn and see that its loss is noticed
  --only NAME      with --prove: this guarantee alone
  --control        with --prove: play each scenario with its guarantee in place too, and see that nothing is found
  --verbose        say every fault

Exit codes: 0 nothing was found (with --prove: every loss was noticed), 1 something was, or it failed, 2 wrong arguments,
130 interrupted.`

/** @throws {TypeError} that says which argument is wrong */
export function parseOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      rounds: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      report: { type: 'string' },
      prove: { type: 'boolean', default: false },
      control: { type: 'boolean', default: false },
      only: { type: 'string' },
      minutes: { type: 'string' },
      brokers: { type: 'string', default: '1' },
      orders: { type: 'string', default: '300' },
      'check-every': { type: 'string', default: '25' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const rounds = count('rounds', values.rounds, 1)
  const brokers = count('brokers', values.brokers, 1)
  if (brokers !== 1 && brokers !== 3) throw new TypeError('--brokers takes 1 or 3')
  if (values.only !== undefined && !(guarantees as readonly string[]).includes(values.only)) {
    throw new TypeError(`--only takes one of ${guarantees.join(', ')}`)
  }
  return {
    rounds,
    seed: count('seed', values.seed, 0),
    report: values.report,
    prove: values.prove,
    control: values.control,
    only: values.only,
    minutes: values.minutes === undefined ? Math.ceil(rounds / 6) + 5 : count('minutes', values.minutes, 1),
    brokers,
    orders: count('orders', values.orders, 1),
    checkEvery: count('check-every', values['check-every'], 1),
    verbose: values.verbose,
    help: values.help,
  }
}

function count(name: string, text: string, least: number): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < least) {
    throw new TypeError(`--${name} takes a whole number from ${least} on, not "${text}"`)
  }
  return number
}
