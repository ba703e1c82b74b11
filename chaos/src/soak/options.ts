import { parseArgs } from 'node:util'

export interface SoakOptions {
  readonly minutes: number
  readonly seed: number
  /** Changes a second, instead of a share of the peak; undefined to measure it. */
  readonly changesPerSecond: number | undefined
  readonly report: string | undefined
  readonly help: boolean
}

/** Of the measured peak. */
export const SHARE = 0.7
/** Between two kills, seconds. */
export const KILL_EVERY_S = 120

export const usage = `pnpm soak [--minutes N] [--seed S] [--changes-per-second N] [--report FILE]

Runs the whole system on a real broker for an hour, under 70 % of the load that it was seen to bear, kills a service
every two minutes (kill -9), and watches memory, handles and lag. In the end everything is reconciled with the ERP's own
audit trail.

  --minutes N             how long the load lasts (default: 60)
  --seed S                load and kills follow from it (default: 1)
  --changes-per-second N  this load, without measuring a peak first
  --report FILE           where the report goes, as JSON

Needs Linux. Exit codes: 0 nothing was found, 1 something was lost, done twice or out of order, a service leaks or ended
by itself, or it failed, 2 wrong arguments, 130 interrupted.`

/** @throws {TypeError} that says which argument is wrong */
export function parseOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      minutes: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      'changes-per-second': { type: 'string' },
      report: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const changes = values['changes-per-second']
  const seed = Number(values.seed)
  if (!Number.isSafeInteger(seed)) throw new TypeError(`--seed takes a whole number, not "${values.seed}"`)
  return {
    minutes: positive('minutes', values.minutes),
    seed,
    changesPerSecond: changes === undefined ? undefined : positive('changes-per-second', changes),
    report: values.report,
    help: values.help,
  }
}

function positive(name: string, text: string): number {
  const number = Number(text)
  if (number > 0 && Number.isFinite(number)) return number
  throw new TypeError(`--${name} takes a number above 0, not "${text}"`)
}
