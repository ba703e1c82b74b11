import { connectRegistry, contracts, createCodec } from '@channel-adapter/contracts'
import { checkBroker, connectKafka } from '@channel-adapter/messaging'
import { keptApart } from '@channel-adapter/partners'
import { kafkaAccess, registryAccess, runProcess } from '@channel-adapter/process'
import { createApp } from './app.ts'
import { configSchema } from './config.ts'
import { serveRouted, serveStates } from './metrics.ts'

await runProcess({
  name: 'partner-router',
  schema: configSchema,
  async start({ config, log, fatal, waitFor }) {
    const { TOPIC_PREFIX: topicPrefix, PARTNERS_FILE: partners } = config
    const kafka = connectKafka({ ...kafkaAccess(config), clientId: 'partner-router', log })
    const registry = connectRegistry(registryAccess(config))
    await waitFor('the Kafka broker', () => checkBroker(kafka))
    const { order, orderUpdate, orderUpdateOutcome } = contracts
    const codecs = await waitFor('the schema registry', async () => ({
      order: await createCodec(order, topicPrefix + order.name, registry),
      update: await createCodec(orderUpdate, topicPrefix + orderUpdate.name, registry),
      outcome: await createCodec(orderUpdateOutcome, topicPrefix + orderUpdateOutcome.name, registry),
    }))
    const app = await waitFor('its topics and group', () =>
      createApp({ kafka, topicPrefix, partners, codecs, onRouted: serveRouted(), onFatal: fatal }),
    )
    serveStates(() => app.states())
    log.info({ partners: keptApart(partners).map(({ id }) => id) }, 'these partners are kept apart')
    return {
      stop: () => app.stop(),
      checks: {
        broker: () => checkBroker(kafka).then(() => ({ ok: true })),
        routing: () => {
          const detail = app.states()
          return { ok: detail.every(({ fault }) => fault === undefined), detail }
        },
      },
    }
  },
})
