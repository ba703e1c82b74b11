import { connectRegistry, contracts, createCodec, failureTopicDeclarations } from '@channel-adapter/contracts'
import { type ErpFacts, type Ledger, readErpFacts, readLedger } from '@channel-adapter/ledger'
import {
  connectKafka,
  failureHeaders,
  type IncomingMessage,
  openReplays,
  readToEnd,
} from '@channel-adapter/messaging'
import { silent } from '@channel-adapter/messaging/testing'
import type { Posts } from './load.ts'
import type { System } from './system.ts'

/** A message in a failure channel. */
export interface PutAside {
  readonly topic: string
  readonly key: string
  readonly code: string
  readonly text: string
}

/** All that is known at the end, none of it from a service's own counters. */
export interface Facts {
  /** The name of the ERP connection. */
  readonly source: string
  readonly erp: ErpFacts
  /** The topics, read whole. */
  readonly topics: Ledger
  /** What an observer received meanwhile. */
  readonly inbox: Ledger
  /** Numbers of the messages that POST /send acknowledged. */
  readonly acknowledged: ReadonlySet<number>
  /** By number of the message, the ids under which it lies in the topic. */
  readonly stored: ReadonlyMap<number, ReadonlySet<string>>
  /** Everything that was ever put aside. */
  readonly putAside: readonly PutAside[]
  /** Keys of what is parked still. */
  readonly parked: readonly string[]
}

/** @param run as the messages of this run say it */
export async function readFacts(system: System, posts: Posts, run: string): Promise<Facts> {
  const { platform, topicPrefix, source, inbox, deployment } = system
  const network = { brokers: platform.brokers, registryUrl: platform.registry.url, topicPrefix, log: silent }
  const kafka = connectKafka({ brokers: platform.brokers, clientId: 'chaos', log: silent })
  const applier = `${topicPrefix}update-applier.${source}`
  const replays = await openReplays(kafka, topicPrefix + contracts.orderUpdate.name, applier)
  return {
    source,
    erp: await readErpFacts(deployment.erp.url),
    topics: await readLedger(network, source),
    inbox,
    // Before the topic is read: the posting goes on.
    acknowledged: new Set(posts.acknowledged),
    stored: await storedMessages(),
    putAside: await allPutAside(),
    parked: replays.letters().map(({ entry }) => entry.key),
  }

  async function storedMessages(): Promise<Map<number, Set<string>>> {
    const topic = topicPrefix + contracts.channelMessage.name
    const codec = await createCodec(contracts.channelMessage, topic, connectRegistry(network.registryUrl))
    const stored = new Map<number, Set<string>>()
    for (const message of await everything(topic)) {
      const { id, body } = await codec.decode(message.value)
      const { run: of, n } = JSON.parse(body) as { run: string; n: number }
      if (of === run) stored.set(n, (stored.get(n) ?? new Set()).add(id))
    }
    return stored
  }

  async function allPutAside(): Promise<PutAside[]> {
    const { order, orderUpdate } = contracts
    const groups = ['erp-extractor', 'mock-inventory', 'mock-supplier.1', 'mock-supplier.2']
    const topics = [
      ...groups.flatMap((group) => failureTopicDeclarations(order.name, group, topicPrefix)),
      ...[source, 'unrouted'].flatMap((connection) =>
        failureTopicDeclarations(orderUpdate.name, `update-applier.${connection}`, topicPrefix),
      ),
    ].filter(({ name }) => !name.endsWith('.replay'))
    const messages = await Promise.all(topics.map(({ name }) => everything(name)))
    return messages.flat().map(({ topic, key, headers }) => ({
      topic,
      key,
      code: headers[failureHeaders.code] ?? 'none',
      text: headers[failureHeaders.text] ?? '',
    }))
  }

  async function everything(topic: string): Promise<IncomingMessage[]> {
    const messages: IncomingMessage[] = []
    await readToEnd(kafka, topic, (message) => messages.push(message))
    return messages
  }
}
