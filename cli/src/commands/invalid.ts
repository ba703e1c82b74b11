import { type Codec, contracts, createCodec } from '@channel-adapter/contracts'
import {
  type FailedMessage,
  type KafkaConnection,
  listTopics,
  matches,
  readFailedMessage,
  readToEnd,
} from '@channel-adapter/messaging'
import { Command } from 'commander'
import { clusterConfig, kafkaConfig, print } from '../environment.ts'
import { filtering, type FilterOptions, sayCounts } from '../failures/filtering.ts'
import { invalidAsJson, listLine } from '../failures/shown.ts'

interface Selection extends FilterOptions {
  readonly group?: string
}

const END = '.invalid'

export function invalidCommand(): Command {
  const command = new Command('invalid').description(
    'Messages that no contract explains, and orders that could not be published: the Invalid Message Channels.',
  )
  selecting(command.command('list'))
    .description('What is there, one message a line, and the counts by reason.')
    .addHelpText(
      'after',
      '\nExample:\n  adapter invalid list --reason key-mismatch --since 2026-11-24T00:00:00Z',
    )
    .action(list)
  selecting(command.command('show'))
    .description('The messages with their cause, headers and content, one JSON object each.')
    .addHelpText('after', '\nExample:\n  adapter invalid show --order adventureworks:4711')
    .action(show)
  return command
}

function selecting(command: Command): Command {
  return filtering(command.option('--group <name>', 'only what this consumer group put aside'))
}

async function list(options: Selection): Promise<void> {
  const { kafka, topicPrefix } = kafkaConfig()
  const found = await invalidMessages(kafka, topicPrefix, options)
  for (const failed of found) {
    print(options.json ? JSON.stringify(await invalidAsJson(failed)) : listLine(failed.group, failed))
  }
  sayCounts(found)
}

async function show(options: Selection): Promise<void> {
  const { kafka, topicPrefix, registry } = clusterConfig()
  const codecs = new Map<string, Codec<unknown>>()
  for (const contract of Object.values(contracts)) {
    const topic = topicPrefix + contract.name
    codecs.set(topic, await createCodec(contract as never, topic, registry))
  }
  for (const failed of await invalidMessages(kafka, topicPrefix, options)) {
    const shown = await invalidAsJson(failed, codecs.get(failed.message.topic))
    print(JSON.stringify(shown, null, options.json ? 0 : 2))
  }
}

async function invalidMessages(
  kafka: KafkaConnection,
  prefix: string,
  { group, ...filter }: Selection,
): Promise<FailedMessage[]> {
  const topics = (await listTopics(kafka)).filter((name) => name.startsWith(prefix) && name.endsWith(END))
  const found: FailedMessage[] = []
  for (const topic of topics.toSorted()) {
    await readToEnd(kafka, topic, (letter) => {
      const failed = readFailedMessage(letter)
      if ((group === undefined || failed.group === prefix + group) && matches(failed, filter))
        found.push(failed)
    })
  }
  return found
}
