import { applierGroup, connectionsIn, contracts, UNROUTED } from '@channel-adapter/contracts'
import { type KafkaConnection, listTopics, openReplays, type Replays } from '@channel-adapter/messaging'

/** The failure channels of one ERP connection's updates. */
export interface Channel {
  readonly connection: string
  open(): Promise<Replays>
}

/**
 * The connections that have a Dead Letter Channel.
 * @throws {Error} when one is asked for that has none
 */
export async function channels(
  kafka: KafkaConnection,
  prefix: string,
  connection?: string,
): Promise<Channel[]> {
  const topic = prefix + contracts.orderUpdate.name
  const all = connectionsIn(await listTopics(kafka), prefix)
  const chosen = connection === undefined ? all : all.filter((name) => name === connection)
  if (chosen.length === 0) {
    throw new Error(
      connection === undefined
        ? 'no connection has a Dead Letter Channel here: check KAFKA_BROKERS and TOPIC_PREFIX'
        : `connection ${connection} has no Dead Letter Channel; there are: ${all.join(', ') || 'none'}`,
    )
  }
  return chosen.map((name) => ({
    connection: name,
    open: () => openReplays(kafka, topic, applierGroup(prefix, name)),
  }))
}

/** The ERP connections, as their Dead Letter Channels name them: the deploy step makes one for each. */
export async function connectionNames(kafka: KafkaConnection, prefix: string): Promise<string[]> {
  return connectionsIn(await listTopics(kafka), prefix).filter((name) => name !== UNROUTED)
}
