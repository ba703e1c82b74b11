import {
  type Codec,
  type Contract,
  contracts,
  createCodec,
  failureTopics,
  InvalidMessage,
  parseOrderKey,
  type Registry,
} from '@channel-adapter/contracts'
import {
  decodeReplayRecord,
  describeTopics,
  type IncomingMessage,
  type KafkaConnection,
  partitionOf,
  readToEnd,
} from '@channel-adapter/messaging'
import type { Evidence } from '@channel-adapter/timeline'

/**
 * All that the topics hold of an order. Of each topic only the order's partition is read.
 * @throws {Error} when the key is none
 */
export async function readOrder(
  { kafka, registry, topicPrefix }: { kafka: KafkaConnection; registry: Registry; topicPrefix: string },
  key: string,
): Promise<Evidence[]> {
  const { source } = parseOrderKey(key) ?? {}
  if (source === undefined)
    throw new Error(`"${key}" is no key of an order: source:number, such as acme:4711`)
  const { order, orderUpdate, orderUpdateOutcome } = contracts
  const topic = { order: topicPrefix + order.name, update: topicPrefix + orderUpdate.name }
  const outcomeTopic = topicPrefix + orderUpdateOutcome.name
  const applier = failureTopics(topic.update, `${topicPrefix}update-applier.${source}`)
  const extractor = failureTopics(topic.order, `${topicPrefix}erp-extractor`)
  const names = [topic.order, topic.update, outcomeTopic, ...Object.values(applier), extractor.invalid]
  const actual = await describeTopics(kafka, names)

  /** The order's messages in a topic; none where there is no such topic. */
  async function messagesIn(name: string): Promise<IncomingMessage[]> {
    const { partitions } = actual.get(name) ?? {}
    if (partitions === undefined) return []
    const messages: IncomingMessage[] = []
    const read = (message: IncomingMessage) => void (message.key === key && messages.push(message))
    await readToEnd(kafka, name, read, { partitions: [partitionOf(key, partitions)] })
    return messages
  }
  async function decoded<T>(contract: Contract<T>, name: string): Promise<Said<T>[]> {
    const codec = await createCodec(contract, name, registry)
    const found = await Promise.all((await messagesIn(name)).map((message) => readable(message, codec)))
    return found.flatMap((each) => each ?? [])
  }

  const [snapshots, updates, outcomes, parked, replays, ...invalid] = await Promise.all([
    decoded(order, topic.order),
    decoded(orderUpdate, topic.update),
    decoded(orderUpdateOutcome, outcomeTopic),
    messagesIn(applier.deadLetter),
    messagesIn(applier.replay),
    messagesIn(applier.invalid),
    messagesIn(extractor.invalid),
  ])
  return [
    ...snapshots.map(({ value, headers, timestamp }) => ({
      kind: 'order' as const,
      value,
      headers,
      timestamp,
    })),
    ...updates.map(({ value, headers, timestamp }) => ({
      kind: 'update' as const,
      value,
      headers,
      timestamp,
    })),
    ...outcomes.map(({ value, headers, timestamp }) => ({
      kind: 'outcome' as const,
      value,
      headers,
      timestamp,
    })),
    ...parked.map(({ headers, timestamp }) => ({ kind: 'parked' as const, headers, timestamp })),
    ...invalid.flat().map(({ headers, timestamp }) => ({ kind: 'invalid' as const, headers, timestamp })),
    ...replays.flatMap(({ value }) => {
      const record = decodeReplayRecord(value)
      return record ? [{ kind: 'replay' as const, record }] : []
    }),
  ]
}

interface Said<T> extends Pick<IncomingMessage, 'headers' | 'timestamp'> {
  readonly value: T
}

/** What is no message of its contract is in the Invalid Message Channel, with the reason. */
async function readable<T>(
  { value, headers, timestamp }: IncomingMessage,
  codec: Codec<T>,
): Promise<Said<T> | undefined> {
  try {
    return { value: await codec.decode(value), headers, timestamp }
  } catch (error) {
    if (error instanceof InvalidMessage) return undefined
    throw error
  }
}
