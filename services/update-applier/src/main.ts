import { connectRegistry, contracts, createCodec } from '@channel-adapter/contracts'
import { openConnection } from '@channel-adapter/erp'
import { checkBroker, connectKafka, createPublisher } from '@channel-adapter/messaging'
import { runProcess } from '@channel-adapter/process'
import { createApp } from './app.ts'
import { schema } from './config.ts'
import { subscriptionChecks } from './readiness.ts'

await runProcess({
  name: 'update-applier',
  schema,
  async start({ config, log, fatal, waitFor }) {
    const { KAFKA_BROKERS: brokers, TOPIC_PREFIX: topicPrefix } = config
    const kafka = connectKafka({ brokers, clientId: 'update-applier', log })
    const registry = connectRegistry(config.SCHEMA_REGISTRY_URL)
    const { orderUpdate, orderUpdateOutcome } = contracts
    const outcomeTopic = topicPrefix + orderUpdateOutcome.name
    await waitFor('the Kafka broker', () => checkBroker(kafka))
    const [codec, outcomeCodec] = await waitFor('the schema registry', () =>
      Promise.all([
        createCodec(orderUpdate, topicPrefix + orderUpdate.name, registry),
        createCodec(orderUpdateOutcome, outcomeTopic, registry),
      ]),
    )
    const app = await createApp({
      kafka,
      topicPrefix,
      connections: config.CONNECTIONS_FILE.map((connection) => ({
        erp: openConnection(connection),
        concurrency: connection.concurrency,
      })),
      codec,
      outcomes: { codec: outcomeCodec, topic: outcomeTopic },
      publisher: createPublisher(kafka),
      orderGraceMs: config.ORDER_GRACE_MS,
      onFatal: fatal,
    })
    return {
      stop: () => app.stop(),
      checks: {
        broker: () => checkBroker(kafka).then(() => ({ ok: true })),
        ...subscriptionChecks(app, config.STALE_AFTER_MS),
      },
    }
  },
})
