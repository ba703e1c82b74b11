import { randomUUID } from 'node:crypto'
import { type Codec, contracts, createCodec } from '@channel-adapter/contracts'
import { type IncomingMessage, subscribe } from '@channel-adapter/messaging'
import { Command, Option } from 'commander'
import { clusterConfig, print, say } from '../environment.ts'
import { contentOf } from '../failures/shown.ts'

const names = Object.fromEntries(Object.values(contracts).map((contract) => [contract.name, contract]))

export function tailCommand(): Command {
  return new Command('tail')
    .description('Prints a topic from its beginning and what comes, one JSON object a line, until Ctrl-C.')
    .addOption(
      new Option('--topic <name>', 'which topic').choices(Object.keys(names)).default(contracts.order.name),
    )
    .option('--key <key>', 'only messages of this key, such as adventureworks:4011')
    .option('--count <n>', 'end after so many', Number)
    .addHelpText(
      'after',
      '\nExample:\n  adapter tail --topic purchasing.order-update.v1 --key adventureworks:4011',
    )
    .action(tail)
}

async function tail({ topic, key, count }: { topic: string; key?: string; count?: number }): Promise<void> {
  const contract = names[topic]
  if (!contract) return
  const { kafka, registry, topicPrefix } = clusterConfig()
  const codec: Codec<unknown> = await createCodec(contract as never, topicPrefix + topic, registry)
  const { promise: enough, resolve, reject } = Promise.withResolvers<void>()
  let printed = 0
  const subscription = await subscribe(kafka, {
    group: `adapter-tail.${randomUUID()}`,
    topic: topicPrefix + topic,
    failureChannels: false,
    concurrency: 1,
    ...(key !== undefined && { accepts: (other: string) => other === key }),
    handle: async (message) => {
      if (count !== undefined && printed >= count) return
      print(JSON.stringify(await shown(message, codec)))
      if (++printed === count) resolve()
    },
    onFatal: reject,
  })
  say(`Reading ${topicPrefix}${topic}; Ctrl-C ends it.`)
  await enough
  await subscription.stop(0)
}

async function shown(message: IncomingMessage, codec: Codec<unknown>): Promise<object> {
  const { partition, offset, key, headers, value } = message
  return { partition, offset: String(offset), key, headers, ...(await contentOf(value, codec)) }
}
