import { parseArgs } from 'node:util'

/** How much is measured. */
export interface Sizes {
  /** Interleaved runs of each variant, of which the median counts. */
  readonly rounds: number
  /** Seconds that each load of requests lasts. */
  readonly loadSeconds: number
  readonly orders: number
  readonly updates: number
  readonly updatedOrders: number
  /** To how many orders and updates `grow` goes. */
  readonly growTo: number
  /** The longest that one scenario may take; then it has failed, and the next one begins. */
  readonly withinSeconds: number
}

export interface BenchOptions {
  /** Scenarios by name; empty for all. */
  readonly only: readonly string[]
  readonly report: string | undefined
  /** Whether chart and documents are written. */
  readonly publish: boolean
  /** Where V8's CPU profiles of the product's processes go. */
  readonly profile: string | undefined
  /** The checkout whose services are measured. */
  readonly product: string | undefined
  readonly sizes: Sizes
  readonly help: boolean
}

const full: Sizes = {
  rounds: 3,
  loadSeconds: 5,
  orders: 50_000,
  updates: 20_000,
  updatedOrders: 2000,
  growTo: 400_000,
  withinSeconds: 360,
}
const quick: Sizes = {
  rounds: 1,
  loadSeconds: 4,
  orders: 20_000,
  updates: 10_000,
  updatedOrders: 1000,
  growTo: 60_000,
  withinSeconds: 120,
}

export const usage = `pnpm bench [--quick] [--only NAME,...] [--report FILE] [--publish] [--product FOLDER] [--profile FOLDER]

Measures each stage against its limit and against what a user would run instead, side by side on one broker.

  --quick           smaller sizes and one round (about 4 minutes instead of 15)
  --only NAMES      these scenarios alone, separated by commas
  --rounds N        interleaved runs of each variant (default: 3, with --quick 1)
  --orders N        orders that are extracted (default: 50000, with --quick 20000)
  --updates N       updates that are applied, on a tenth as many orders (default: 20000, with --quick 10000)
  --grow-to N       orders and updates that grow goes to (default: 400000, with --quick 60000)
  --report FILE     where the report goes, as JSON
  --publish         write report and chart into bench/results, and the table into docs/performance.md
  --product FOLDER  measure the services of another checkout, as of before a change (default: this one)
  --profile FOLDER  CPU profiles of the product's processes go there (--cpu-prof): their figures do not count

Exit codes: 0 every floor is reached, 1 one is not, or it failed, 2 wrong arguments, 130 interrupted.`

/** @throws {TypeError} that says which argument is wrong */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      orders: { type: 'string' },
      updates: { type: 'string' },
      'grow-to': { type: 'string' },
      report: { type: 'string' },
      publish: { type: 'boolean', default: false },
      product: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const sizes = values.quick ? quick : full
  const updates = count('updates', values.updates, sizes.updates)
  return {
    only: values.only.split(',').filter(Boolean),
    report: values.report,
    publish: values.publish,
    product: values.product,
    profile: values.profile,
    sizes: {
      ...sizes,
      rounds: count('rounds', values.rounds, sizes.rounds),
      orders: count('orders', values.orders, sizes.orders),
      updates,
      growTo: count('grow-to', values['grow-to'], sizes.growTo),
      updatedOrders: Math.max(1, Math.round(updates / 10)),
    },
    help: values.help,
  }
}

function count(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new TypeError(`--${name} takes a whole number from 1 on, not "${text}"`)
}
