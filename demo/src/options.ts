import { parseArgs } from 'node:util'

export interface DemoOptions {
  /** On which ERP. */
  readonly erp: 'mock-erp' | 'tryton'
  /** Start the console, and leave everything running at the end, for looking around. */
  readonly keep: boolean
  /** How many of the dataset's orders; undefined for all. */
  readonly orders: number | undefined
  readonly clerkEdits: number
  readonly seed: number
  readonly help: boolean
}

export const usage = `pnpm demo [--erp tryton] [--keep] [--orders N] [--edits N] [--seed N]

Runs the whole loop on this machine, on a real Kafka and a real schema registry, and reconciles it.

  --erp NAME  mock-erp (default), or tryton: a real ERP, with 20 orders if not told otherwise and no clerk
  --keep      start the console too, and leave everything running at the end, until Ctrl-C
  --orders N  begin with the first N orders of the dataset (default: all 4,012)
  --edits N   changes that the clerk makes meanwhile (default: 200)
  --seed N    what the clerk does follows from it (default: 1)

Exit codes: 0 everything reconciles, 1 it does not or something failed, 2 wrong arguments, 130 interrupted.`

/** @throws {TypeError} that says which argument is wrong */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args].filter((argument) => argument !== '--'),
    options: {
      erp: { type: 'string', default: 'mock-erp' },
      keep: { type: 'boolean', default: false },
      orders: { type: 'string' },
      edits: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { erp } = values
  if (erp !== 'mock-erp' && erp !== 'tryton')
    throw new TypeError(`--erp takes mock-erp or tryton, not "${erp}"`)
  return {
    erp,
    keep: values.keep,
    orders: values.orders === undefined ? undefined : count('orders', values.orders, 1),
    clerkEdits: count('edits', values.edits, 0),
    seed: count('seed', values.seed, 0),
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
