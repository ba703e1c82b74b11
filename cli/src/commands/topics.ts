import {
  contracts,
  failureTopicDeclarations,
  prefixed,
  type TopicDeclaration,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { connectionsField } from '@channel-adapter/erp'
import { createTopics } from '@channel-adapter/messaging'
import { loadConfig, topicPrefix, variable } from '@channel-adapter/process'
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { kafkaConfig, print, say } from '../environment.ts'

interface CreateOptions {
  readonly group: string[]
  readonly replicas?: number
  readonly dryRun?: boolean
}

export function topicsCommand(): Command {
  const command = new Command('topics').description("Kafka's topics.")
  command
    .command('create')
    .description(
      'Creates the topics that are missing, the failure topics of every connection in CONNECTIONS_FILE included.',
    )
    .option(
      '--group <name>',
      'also the failure topics of this group on the order topic; repeatable',
      append,
      [],
    )
    .option('--replicas <count>', "copies of each new topic (default: the broker's own)", wholeNumber)
    .option('--dry-run', 'name them, create nothing')
    .addHelpText('after', '\nExample:\n  adapter topics create --group mock-inventory --replicas 3')
    .action(async ({ group, replicas, dryRun }: CreateOptions) => {
      const declarations = declared(group)
      if (dryRun) {
        for (const { name, partitions } of declarations) print(`${name}  ${partitions} partitions`)
        return
      }
      const created = await createTopics(kafkaConfig().kafka, declarations, replicas)
      for (const name of created) print(name)
      say(`${created.length} of ${declarations.length} topics were missing and are created.`)
    })
  return command
}

function declared(groups: readonly string[]): TopicDeclaration[] {
  const { TOPIC_PREFIX, CONNECTIONS_FILE = [] } = loadConfig(
    z.object({
      TOPIC_PREFIX: topicPrefix.default(''),
      CONNECTIONS_FILE: connectionsField(variable).optional(),
    }),
  )
  return [
    ...prefixed(topicDeclarations, TOPIC_PREFIX),
    ...['erp-extractor', ...groups].flatMap((group) =>
      failureTopicDeclarations(contracts.order.name, group, TOPIC_PREFIX),
    ),
    ...[...CONNECTIONS_FILE.map(({ id }) => id), 'unrouted'].flatMap((connection) =>
      failureTopicDeclarations(contracts.orderUpdate.name, `update-applier.${connection}`, TOPIC_PREFIX),
    ),
  ]
}

function append(value: string, list: string[]): string[] {
  return [...list, value]
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on')
  return number
}
