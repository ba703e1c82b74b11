import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { type Codec, contracts, createCodec } from '@channel-adapter/contracts'
import { type DeadLetter, matches, type Plan, type Replays, selectedKeys } from '@channel-adapter/messaging'
import { Command } from 'commander'
import { openAuditTrail } from '../audit.ts'
import { clusterConfig, kafkaConfig, print, say } from '../environment.ts'
import { type Channel, channels } from '../failures/channels.ts'
import { correct, type CorrectOptions } from '../failures/correct.ts'
import { filtering, type FilterOptions, sayCounts } from '../failures/filtering.ts'
import { followPlan } from '../failures/follow-plan.ts'
import { asJson, listLine } from '../failures/shown.ts'

interface Selection extends FilterOptions {
  readonly connection?: string
}
interface ActionOptions extends Selection {
  readonly why: string
  readonly by: string
  readonly dryRun?: boolean
  readonly wait: boolean
}

const CODES = { replay: 'REPLAY', discard: 'DISCARD' } as const

export function dlqCommand(): Command {
  const command = new Command('dlq').description(
    'Parked updates: the Dead Letter Channel of each ERP connection.',
  )
  selecting(command.command('list'))
    .description('What is parked, one message a line, and the counts by reason.')
    .addHelpText('after', '\nExample:\n  adapter dlq list --connection acme --since 2026-11-24T00:00:00Z')
    .action(list)
  selecting(command.command('show'))
    .description('Parked messages with their cause, headers and content, one JSON object each.')
    .addHelpText('after', '\nExample:\n  adapter dlq show --order acme:4711')
    .action(show)
  acting(command.command('replay'))
    .description('Has the parked updates of the selected orders applied again, in order.')
    .addHelpText(
      'after',
      '\nExample:\n  adapter dlq replay --reason erp-rejected --why "period reopened" --dry-run',
    )
    .action((options: ActionOptions) => act('replay', options))
  onRecord(
    command
      .command('correct')
      .argument('<file>', 'the whole update as it should be, as JSON; - reads it from stdin')
      .option('--json', 'print the plan as JSON'),
  )
    .description(
      'Has a corrected update handled instead of the parked one with its id, then what follows of its order. The parked one stays as it was; the audit record shows before and after.',
    )
    .addHelpText(
      'after',
      `
Examples:
  adapter dlq show --order acme:4711 --json | head -1 | jq .value > update.json   # then edit it
  adapter dlq correct update.json --why "the pieces came broken" --dry-run
  adapter dlq correct update.json --why "the pieces came broken"`,
    )
    .action((file: string, options: CorrectOptions) => correct(file, options))
  acting(command.command('discard'))
    .description(
      'Gives the parked updates of the selected orders up. They stay in the topic, and the log says who and why.',
    )
    .addHelpText('after', '\nExample:\n  adapter dlq discard --order acme:4711 --why "entered by hand"')
    .action((options: ActionOptions) => act('discard', options))
  command
    .command('cancel')
    .description('Ends a replay: what it has not done stays parked.')
    .argument('<plan>', 'as `dlq replay` named it')
    .addHelpText('after', '\nExample:\n  adapter dlq cancel 5f0c7b1e-8d0e-4b57-9f0a-2c1d3e4f5a6b')
    .action(cancel)
  command
    .command('log')
    .description('The audit record: every request and what became of it, one JSON object a line.')
    .option('--connection <name>', 'only this ERP connection')
    .addHelpText('after', '\nExample:\n  adapter dlq log --connection acme | jq .by')
    .action(log)
  return command
}

function selecting(command: Command): Command {
  return filtering(command.option('--connection <name>', 'only this ERP connection'))
}

function acting(command: Command): Command {
  return onRecord(selecting(command))
}

function onRecord(command: Command): Command {
  return command
    .requiredOption('--why <text>', 'the reason, for the audit record')
    .option('--by <name>', 'who asks, for the audit record', userInfo().username)
    .option('--dry-run', 'say what would be done, do nothing')
    .option('--no-wait', 'do not wait until it is done')
}

async function list(options: Selection): Promise<void> {
  const { kafka, topicPrefix } = kafkaConfig()
  const found: DeadLetter[] = []
  for (const { connection, open } of await channels(kafka, topicPrefix, options.connection)) {
    const letters = (await open()).letters().filter((letter) => matches(letter, options))
    found.push(...letters)
    for (const letter of letters) {
      print(options.json ? JSON.stringify(await asJson(connection, letter)) : listLine(connection, letter))
    }
  }
  sayCounts(found)
}

async function show(options: Selection): Promise<void> {
  const { kafka, topicPrefix, registry } = clusterConfig()
  const { orderUpdate } = contracts
  const codec: Codec<unknown> = await createCodec(
    orderUpdate as never,
    topicPrefix + orderUpdate.name,
    registry,
  )
  for (const { connection, open } of await channels(kafka, topicPrefix, options.connection)) {
    for (const letter of (await open()).letters().filter((candidate) => matches(candidate, options))) {
      print(JSON.stringify(await asJson(connection, letter, codec), null, options.json ? 0 : 2))
    }
  }
}

async function act(action: 'replay' | 'discard', options: ActionOptions): Promise<void> {
  const { kafka, topicPrefix } = kafkaConfig()
  const { why: reason, by } = options
  await using audit = options.dryRun ? undefined : await openAuditTrail()
  const begun: { channel: Channel; plan: Plan }[] = []
  for (const channel of await channels(kafka, topicPrefix, options.connection)) {
    const replays = await channel.open()
    const keys = selectedKeys(replays.letters(), options)
    const chosen = new Set(keys)
    const affected = replays.letters().filter(({ entry }) => chosen.has(entry.key))
    if (affected.length === 0) continue
    say(`${channel.connection}: ${action} of ${affected.length} messages of ${keys.length} orders`)
    sayCounts(affected)
    if (!audit) continue
    const { connection } = channel
    const id = randomUUID()
    const asked = { action: CODES[action], connection, orders: keys.length, messages: affected.length }
    const plan = await audit.make(by, { ...asked, plan: id, reason }, () =>
      replays.request({ plan: id, action, keys, by, reason }),
    )
    begun.push({ channel, plan })
    print(options.json ? JSON.stringify({ connection: channel.connection, ...plan }) : `plan ${plan.plan}`)
  }
  if (begun.length === 0)
    say(options.dryRun ? 'Nothing was done (--dry-run).' : 'Nothing is parked that matches.')
  if (options.wait) for (const { channel, plan } of begun) await followPlan(channel, plan)
}

async function cancel(plan: string): Promise<void> {
  const { kafka, topicPrefix } = kafkaConfig()
  await using audit = await openAuditTrail()
  const by = userInfo().username
  let known = false
  for (const { connection, open } of await channels(kafka, topicPrefix)) {
    const replays: Replays = await open()
    if (!replays.log().some((record) => record.plan === plan)) continue
    known = true
    await audit.make(by, { action: 'CANCEL', connection, plan }, () => replays.cancel(plan, by))
  }
  if (!known) throw new Error(`no plan is named ${plan}`)
  say('What the plan has not done stays parked.')
}

async function log({ connection }: { connection?: string }): Promise<void> {
  const { kafka, topicPrefix } = kafkaConfig()
  for (const channel of await channels(kafka, topicPrefix, connection)) {
    for (const record of (await channel.open()).log())
      print(JSON.stringify({ connection: channel.connection, ...record }))
  }
}
