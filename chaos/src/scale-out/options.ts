import { parseArgs } from 'node:util'

export interface ScaleOutSettings {
  readonly ordersPerSecond: number
  readonly postsPerSecond: number
  readonly steadyS: number
  readonly report: string | undefined
  readonly publish: boolean
  readonly help: boolean
}

export const usage = `pnpm scale-out [--orders-per-second N] [--posts-per-second N] [--steady SECONDS] [--report FILE] [--publish]

Three brokers, nine ERPs, three extractors, three appliers and two gateways on this machine, under steady load. One
after the other an extractor, two appliers, a gateway and a broker go and come back. Measures throughput, recovery and
CPU, and looks for what was lost, done twice, or out of order. Takes some six minutes, and Linux.

  --orders-per-second N  orders that clerks add, over all ERPs; each brings four updates and five snapshots (default: 9)
  --posts-per-second N   POST /send beside them (default: 20)
  --steady SECONDS       how long costs are measured before anything goes (default: 40)
  --report FILE          where the report goes, as JSON
  --publish              put the figures into docs/scaling.md, when nothing was found

Exit codes: 0 nothing was found, 1 something was, or a process ended by itself, or it failed, 2 wrong arguments,
130 interrupted.`

/** @throws {TypeError} that says which argument is wrong */
export function parseOptions(args: readonly string[]): ScaleOutSettings {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      'orders-per-second': { type: 'string', default: '9' },
      'posts-per-second': { type: 'string', default: '20' },
      steady: { type: 'string', default: '40' },
      report: { type: 'string' },
      publish: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  function positive(name: 'orders-per-second' | 'posts-per-second' | 'steady'): number {
    const number = Number(values[name])
    if (number > 0) return number
    throw new TypeError(`--${name} takes a number above 0, not "${values[name]}"`)
  }
  return {
    ordersPerSecond: positive('orders-per-second'),
    postsPerSecond: positive('posts-per-second'),
    steadyS: positive('steady'),
    report: values.report,
    publish: values.publish,
    help: values.help,
  }
}
