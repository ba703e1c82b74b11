import { setFlagsFromString } from 'node:v8'
import { connectRegistry, contracts, createCodec } from '@channel-adapter/contracts'
import { openConnection } from '@channel-adapter/erp'
import { checkBroker, connectKafka } from '@channel-adapter/messaging'
import { kafkaAccess, registryAccess, runProcess } from '@channel-adapter/process'
import { createApp } from './app.ts'
import { configSchema } from './config.ts'
import { servePublications, serveStates } from './metrics.ts'
import { connectionChecks } from './readiness.ts'

// Much of what a page leads to lives for long enough to be taken for old. V8 would let such objects grow to 300 MB before
// it clears them, where 30 MB are needed (docs/performance.md).
setFlagsFromString('--heap-growing-percent=60')
// An order goes through hundreds of functions: the sooner they are compiled, the shorter is the beginning (there as well).
setFlagsFromString('--invocation-count-for-maglev=100')

await runProcess({
  name: 'erp-extractor',
  schema: configSchema,
  async start({ config, log, fatal, waitFor }) {
    const { TOPIC_PREFIX: topicPrefix } = config
    const kafka = connectKafka({ ...kafkaAccess(config), clientId: 'erp-extractor', log })
    const topic = topicPrefix + contracts.order.name
    const registry = connectRegistry(registryAccess(config))
    await waitFor('the Kafka broker', () => checkBroker(kafka))
    const codec = await waitFor('the schema registry', () => createCodec(contracts.order, topic, registry))
    const connections = config.CONNECTIONS_FILE.map((connection) => ({
      erp: openConnection(connection),
      settings: {
        poll: { minMs: connection.pollIntervalMs.min, maxMs: connection.pollIntervalMs.max },
        overlapMs: connection.overlapMs,
        pageSize: connection.pageSize,
      },
    }))
    const channel = { codec, topic, group: `${topicPrefix}erp-extractor` }
    const onPublished = servePublications()
    const app = await waitFor('its group', () =>
      createApp({ kafka, topicPrefix, connections, channel, onPublished, onFatal: fatal }),
    )
    serveStates(() => app.states())
    return {
      stop: () => app.stop(),
      checks: {
        broker: () => checkBroker(kafka).then(() => ({ ok: true })),
        ...connectionChecks(config.CONNECTIONS_FILE, () => app.states(), config.STALE_AFTER_MS),
      },
    }
  },
})
