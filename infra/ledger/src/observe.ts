import { connectRegistry, contracts, createCodec } from '@channel-adapter/contracts'
import {
  connectKafka,
  type IncomingMessage,
  type Logger,
  subscribe,
  type Subscription,
} from '@channel-adapter/messaging'
import { randomUUID } from 'node:crypto'
import { Ledger } from './ledger.ts'

export interface ObserverOptions {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly topicPrefix?: string
  readonly log: Logger
}

/** Notes in a ledger everything that is on the purchasing topics, from their beginning on. */
export async function observe(
  options: ObserverOptions,
): Promise<{ ledger: Ledger; stop: () => Promise<void> }> {
  const { brokers, registryUrl, topicPrefix = '', log } = options
  const kafka = connectKafka({ brokers, clientId: 'observer', log })
  const registry = connectRegistry(registryUrl)
  const ledger = new Ledger()
  const group = `observer.${randomUUID()}`
  const running: Subscription[] = []

  async function follow(topic: string, note: (message: IncomingMessage) => Promise<void>): Promise<void> {
    running.push(
      await subscribe(kafka, {
        group: `${group}.${topic}`,
        topic,
        failureChannels: false,
        handle: note,
        onFatal: (error) => log.error({ error: error.message }, 'the observer has stopped'),
      }),
    )
  }
  const orders = await createCodec(contracts.order, topicPrefix + contracts.order.name, registry)
  const updates = await createCodec(contracts.orderUpdate, topicPrefix + contracts.orderUpdate.name, registry)
  const outcomes = await createCodec(
    contracts.orderUpdateOutcome,
    topicPrefix + contracts.orderUpdateOutcome.name,
    registry,
  )
  await Promise.all([
    follow(topicPrefix + contracts.order.name, async (m) =>
      ledger.noteOrder(await orders.decode(m.value), m),
    ),
    follow(topicPrefix + contracts.orderUpdate.name, async (m) =>
      ledger.noteUpdate(await updates.decode(m.value), m),
    ),
    follow(topicPrefix + contracts.orderUpdateOutcome.name, async (m) =>
      ledger.noteOutcome(await outcomes.decode(m.value), m),
    ),
  ])
  return {
    ledger,
    stop: async () => {
      await Promise.all(running.map((subscription) => subscription.stop(0)))
    },
  }
}
