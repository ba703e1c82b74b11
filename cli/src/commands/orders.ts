import { timelineOf } from '@channel-adapter/timeline'
import { Command } from 'commander'
import { clusterConfig, print, say } from '../environment.ts'
import { missing } from '../orders/missing.ts'
import { readOrder } from '../orders/read-order.ts'
import { timelineEntry } from '../orders/timeline-entry.ts'

export function ordersCommand(): Command {
  const command = new Command('orders').description('Where an order is, and why; which answers are missing.')
  command
    .command('show')
    .description(
      "An order's time line from the topics: each snapshot published, each answer, what became of it, and what is parked. Exit code 1 when the topics know nothing of it.",
    )
    .argument('<order>', 'its key, source:number')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExamples:\n  adapter orders show adventureworks:4711\n  adapter orders show adventureworks:4711 --json | jq -r .traceId',
    )
    .action(show)
  command
    .command('missing')
    .description(
      'Orders that were sent and that their supplier has not answered in time, the longest due first, as a console tells on its topic.',
    )
    .option('--connection <name>', 'only this ERP connection')
    .option('--supplier <number>', 'only this supplier, by its number in the ERP')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  adapter orders missing --supplier 1580 --json | jq -r .number')
    .action(missing)
  return command
}

async function show(key: string, { json }: { json?: boolean }): Promise<void> {
  const { happenings } = timelineOf(await readOrder(clusterConfig(), key))
  if (happenings.length === 0) {
    throw new Error(
      `the topics know nothing of ${key}: was it ever changed in its ERP, and is its connection extracted (adapter cursor show)?`,
    )
  }
  for (const entry of happenings.map((happening) => timelineEntry(happening))) {
    const { at, event, text } = entry
    print(json ? JSON.stringify(entry) : `${at}  ${event.padEnd(9)}  ${text}`)
  }
  const answers = happenings.flatMap((each) => (each.kind === 'update' ? [each] : []))
  const open = answers.filter(({ waiting }) => waiting)
  for (const { partner, updateId } of open) say(`The answer ${updateId} of ${partner} has no outcome yet.`)
  if (open.length === 0) say(`${answers.length} answers, each with its outcome.`)
}
