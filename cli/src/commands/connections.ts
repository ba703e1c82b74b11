import { userInfo } from 'node:os'
import {
  controlChange,
  controlMessage,
  type ControlRecord,
  type KafkaConnection,
  readControl,
} from '@channel-adapter/messaging'
import { Command } from 'commander'
import { connectionNames } from '../failures/channels.ts'
import { openAuditTrail } from '../audit.ts'
import { kafkaConfig, print, say } from '../environment.ts'

interface ActionOptions {
  readonly reason: string
  readonly by: string
  readonly json?: boolean
}

const SAID: Readonly<Record<ControlRecord['action'], string>> = {
  pause:
    'is asked to pause: the extractor reads it no more, the applier writes to it no more. What comes for it waits.',
  resume: 'is asked to go on.',
  poll: 'is asked to be read now.',
}

export function connectionsCommand(): Command {
  const command = new Command('connections').description(
    'The ERP connections: which are paused, and by whom; pausing, resuming, reading one now.',
  )
  command
    .command('list')
    .description('Each connection and what operators want of it.')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  adapter connections list --json')
    .action(list)
  acting(command.command('pause'), 'adapter connections pause acme --reason "closing the year"')
    .description(
      'Neither reads nor writes an ERP until it is resumed, also after restarts. Nothing is lost or parked: updates wait in their topic.',
    )
    .action((connection: string, options: ActionOptions) => act('pause', connection, options))
  acting(command.command('resume'), 'adapter connections resume acme --reason "the year is closed"')
    .description('Ends a pause.')
    .action((connection: string, options: ActionOptions) => act('resume', connection, options))
  acting(command.command('poll'), 'adapter connections poll acme --reason "a supplier is on the phone"')
    .description('Reads an ERP now instead of at its next turn.')
    .action((connection: string, options: ActionOptions) => act('poll', connection, options))
  return command
}

function acting(command: Command, example: string): Command {
  return command
    .argument('<connection>', 'the ERP connection')
    .requiredOption('--reason <text>', 'why, for the audit record')
    .option('--by <name>', 'who asks, for the audit record', userInfo().username)
    .option('--json', 'print the record as JSON')
    .addHelpText('after', `\nExample:\n  ${example}`)
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const { kafka, topicPrefix } = kafkaConfig()
  const board = await readControl(kafka, topicPrefix)
  for (const connection of await connectionNames(kafka, topicPrefix)) {
    const { action, by, reason, at } = board.wanted(connection) ?? {}
    const state = action === 'pause' ? 'paused' : 'running'
    if (json) print(JSON.stringify({ connection, state, since: at, by, reason }))
    else
      print([connection, state, ...(at === undefined ? [] : [`since ${at} by ${by}: ${reason}`])].join('  '))
  }
}

async function act(
  action: ControlRecord['action'],
  connection: string,
  { by, reason, json }: ActionOptions,
): Promise<void> {
  const { kafka, topicPrefix } = kafkaConfig()
  await requireConnection(kafka, topicPrefix, connection)
  const paused = (await readControl(kafka, topicPrefix)).paused(connection)
  if (action === 'poll' && paused) {
    throw new Error(
      `${connection} is paused since ${paused.since} by ${paused.by} (${paused.reason}): resume it, and it is read`,
    )
  }
  const record = { action, connection, by, reason, at: new Date().toISOString() }
  await using audit = await openAuditTrail()
  await audit.make(by, controlChange(record, paused !== undefined), () =>
    audit.publish([controlMessage(topicPrefix, record)]),
  )
  if (json) print(JSON.stringify(record))
  say(`${connection} ${SAID[action]}`)
}

/** A misspelt name would be a pause of nothing. */
async function requireConnection(kafka: KafkaConnection, prefix: string, connection: string): Promise<void> {
  const names = await connectionNames(kafka, prefix)
  if (!names.includes(connection)) {
    throw new Error(`no connection is named ${connection} here; there are: ${names.join(', ') || 'none'}`)
  }
}
