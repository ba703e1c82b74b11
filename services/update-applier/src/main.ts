import { setFlagsFromString } from 'node:v8'
import { connectRegistry, contracts, createCodec } from '@channel-adapter/contracts'
import {
  type ConnectionConfig,
  Gate,
  gatedConnection,
  openConnection,
  tracedConnection,
} from '@channel-adapter/erp'
import { checkBroker, connectKafka, createPublisher } from '@channel-adapter/messaging'
import { orderRights } from '@channel-adapter/partners'
import { kafkaAccess, type Logger, registryAccess, runProcess } from '@channel-adapter/process'
import { createApp } from './app.ts'
import { configSchema } from './config.ts'
import { serveOutcomes, serveStates } from './metrics.ts'
import { gateChecks, subscriptionChecks } from './readiness.ts'

// Nothing waits for an outcome but the commit of its offset, and a request costs far more than a message more in it.
const OUTCOMES_LINGER_MS = 5

// An update goes through hundreds of functions: the sooner they are compiled, the shorter is the beginning
// (docs/performance.md).
setFlagsFromString('--invocation-count-for-maglev=100')

await runProcess({
  name: 'update-applier',
  schema: configSchema,
  async start({ config, log, fatal, waitFor }) {
    const { TOPIC_PREFIX: topicPrefix } = config
    const kafka = connectKafka({ ...kafkaAccess(config), clientId: 'update-applier', log })
    const registry = connectRegistry(registryAccess(config))
    const { orderUpdate, orderUpdateOutcome } = contracts
    const outcomeTopic = topicPrefix + orderUpdateOutcome.name
    await waitFor('the Kafka broker', () => checkBroker(kafka))
    const [codec, outcomeCodec] = await waitFor('the schema registry', () =>
      Promise.all([
        createCodec(orderUpdate, topicPrefix + orderUpdate.name, registry),
        createCodec(orderUpdateOutcome, outcomeTopic, registry),
      ]),
    )
    const connections = config.CONNECTIONS_FILE.map((connection) => gated(connection, log))
    const publisher = createPublisher(kafka, { lingerMs: OUTCOMES_LINGER_MS })
    const onOutcome = serveOutcomes()
    const app = await waitFor('its topics and groups', () =>
      createApp({
        kafka,
        topicPrefix,
        connections,
        codec,
        outcomes: { codec: outcomeCodec, topic: outcomeTopic },
        publisher,
        orderGraceMs: config.ORDER_GRACE_MS,
        ...(config.PARTNERS_FILE && { rights: orderRights(config.PARTNERS_FILE) }),
        onOutcome,
        onFatal: fatal,
      }),
    )
    serveStates(() => app.states(), connections)
    return {
      // The process ends at GRACE_MS: what is left of it is for committing and disconnecting.
      stop: () => app.stop(config.GRACE_MS * 0.75),
      checks: {
        broker: () => checkBroker(kafka).then(() => ({ ok: true })),
        ...subscriptionChecks(app, config.STALE_AFTER_MS),
        ...gateChecks(connections),
      },
    }
  },
})

/** Each ERP behind a gate of its own, so that a slow or dead one slows nobody else. */
function gated(connection: ConnectionConfig, log: Logger) {
  const { id, concurrency } = connection
  const gate = new Gate({
    maxConcurrency: concurrency,
    onChange: ({ circuit, reason }) =>
      circuit === 'closed'
        ? log.info({ connection: id }, 'the ERP answers again')
        : log.error({ connection: id, reason }, 'the ERP is away: its updates wait until it answers'),
  })
  return { erp: gatedConnection(tracedConnection(openConnection(connection)), gate), concurrency, gate }
}
