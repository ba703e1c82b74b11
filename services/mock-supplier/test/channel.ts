import {
  connectRegistry,
  contracts,
  createCodec,
  failureTopicDeclarations,
  failureTopics,
  type Order,
  orderKey,
  type OrderUpdate,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { createPublisher, createTopics, type IncomingMessage, readToEnd } from '@channel-adapter/messaging'
import { testKafka, unique } from '@channel-adapter/messaging/testing'

const TRACEPARENT = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`

/**
 * A channel of the test's own on the real broker, as the deploy step makes it.
 * @param group the consumer group under test, before the prefix
 */
export async function openChannel(brokers: readonly string[], registryUrl: string, group: string) {
  const kafka = testKafka(brokers)
  const registry = connectRegistry(registryUrl)
  const topicPrefix = `${unique('test')}.`
  await createTopics(kafka, [
    ...prefixed(topicDeclarations, topicPrefix),
    ...failureTopicDeclarations(contracts.order.name, group, topicPrefix),
  ])
  await registerContracts(registry, topicPrefix)
  const orders = topicPrefix + contracts.order.name
  const updates = topicPrefix + contracts.orderUpdate.name
  const orderCodec = await createCodec(contracts.order, orders, registry)
  const updateCodec = await createCodec(contracts.orderUpdate, updates, registry)
  const publisher = createPublisher(kafka)

  const snapshot = (order: Order, headers: Record<string, string>) => ({
    topic: orders,
    key: orderKey(order),
    value: orderCodec.encode(order),
    headers,
  })

  async function contentOf(topic: string): Promise<IncomingMessage[]> {
    const messages: IncomingMessage[] = []
    await readToEnd(kafka, topic, (message) => messages.push(message))
    return messages
  }

  async function answers(): Promise<{ update: OrderUpdate; message: IncomingMessage }[]> {
    return Promise.all(
      (await contentOf(updates)).map(async (message) => ({
        update: await updateCodec.decode(message.value),
        message,
      })),
    )
  }

  return {
    kafka,
    registry,
    topicPrefix,
    /** Publishes snapshots in the given order, as the extractor does. */
    publish: (...snapshots: Order[]) =>
      publisher.publish(
        snapshots.map((order) => snapshot(order, { supplier: order.supplier.id, traceparent: TRACEPARENT })),
      ),
    /** The same without any header. */
    publishBare: (...snapshots: Order[]) => publisher.publish(snapshots.map((order) => snapshot(order, {}))),
    publisher,
    orders,
    /** Everything answered until now, in order for each order. */
    answers,
    /** What the group has put into its Invalid Message Channel. */
    invalid: () => contentOf(failureTopics(orders, topicPrefix + group).invalid),
    close: () => publisher.stop(),
  }
}
