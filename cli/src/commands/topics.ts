import type { TopicDeclaration } from '@channel-adapter/contracts'
import {
  createTopics,
  describeTopics,
  type KafkaConnection,
  setTopicSettings,
  type TopicDifference,
  topicDifferences,
} from '@channel-adapter/messaging'
import { Command, InvalidArgumentError } from 'commander'
import { deployedConfig } from '../deployed.ts'
import { kafkaConfig, print, say } from '../environment.ts'
import { declaredTopics } from '../topics/declared-topics.ts'

interface CreateOptions {
  readonly group: string[]
  readonly replicas?: number
  readonly dryRun?: boolean
}

interface CompareOptions {
  readonly group: string[]
  readonly replicas?: number
  readonly minIsr?: number
}

export function topicsCommand(): Command {
  const command = new Command('topics').description("Kafka's topics.")
  command
    .command('create')
    .description(
      'Creates the topics that are missing, the failure topics of every connection in CONNECTIONS_FILE and the topics of the partners that PARTNERS_FILE keeps apart included.',
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
  comparing(
    command,
    'check',
    'Compares the topics with what this version declares; changes nothing. Exit code 1 when they differ.',
  ).action(async (options: CompareOptions) => {
    const { kafka } = kafkaConfig()
    if (show(await compare(kafka, wantedTopics(options), options.replicas)) > 0) process.exitCode = 1
  })
  comparing(
    command,
    'apply',
    'Shows what differs and, with --yes, creates what is missing and sets what can be set without moving data.',
  )
    .option('--yes', 'do it')
    .action(async ({ yes, ...options }: CompareOptions & { yes?: boolean }) => {
      const { kafka } = kafkaConfig()
      const wanted = wantedTopics(options)
      const differences = await compare(kafka, wanted, options.replicas)
      show(differences)
      if (!yes) {
        if (differences.length > 0) say('Nothing was changed: --yes does it.')
        return
      }
      await createTopics(kafka, wanted, options.replicas)
      await setTopicSettings(kafka, differences)
      const left = await compare(kafka, wanted, options.replicas)
      say(`${differences.length - left.length} of ${differences.length} differences are mended.`)
      if (left.length > 0) process.exitCode = 1
    })
  return command
}

function comparing(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .option(
      '--group <name>',
      'also the failure topics of this group on the order topic; repeatable',
      append,
      [],
    )
    .option('--replicas <count>', 'copies that each topic must have at least', wholeNumber)
    .option(
      '--min-isr <count>',
      'min.insync.replicas of each topic: copies that must have a message before it is acknowledged',
      wholeNumber,
    )
    .addHelpText(
      'after',
      `\nExample, for a cluster of three brokers:\n  adapter topics ${name} --replicas 3 --min-isr 2`,
    )
}

function wantedTopics({ group, minIsr }: CompareOptions): TopicDeclaration[] {
  const common = minIsr === undefined ? {} : { 'min.insync.replicas': String(minIsr) }
  return declared(group).map(({ name, partitions, config }) => ({
    name,
    partitions,
    config: { ...config, ...common },
  }))
}

async function compare(
  kafka: KafkaConnection,
  wanted: readonly TopicDeclaration[],
  replicas?: number,
): Promise<TopicDifference[]> {
  const actual = await describeTopics(
    kafka,
    wanted.map(({ name }) => name),
  )
  return topicDifferences(wanted, actual, replicas)
}

/** @returns how many there are */
function show(differences: readonly TopicDifference[]): number {
  for (const { topic, what, declared: wanted, actual, mend, advice } of differences) {
    const how = advice ?? (mend === 'create' ? 'apply creates it' : 'apply sets it')
    print(`${topic}  ${what}: ${actual}, declared ${wanted}; ${how}`)
  }
  say(differences.length === 0 ? 'Every topic is as declared.' : `${differences.length} differences.`)
  return differences.length
}

function declared(groups: readonly string[]): TopicDeclaration[] {
  return declaredTopics(deployedConfig(), groups)
}

function append(value: string, list: string[]): string[] {
  return [...list, value]
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on')
  return number
}
