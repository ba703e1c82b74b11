import { connectRegistry } from '@channel-adapter/contracts'
import { checkBroker, connectKafka } from '@channel-adapter/messaging'
import { kafkaAccess, registryAccess, runProcess } from '@channel-adapter/process'
import { consumerGroup, createApp } from './app.ts'
import { configSchema } from './config.ts'

await runProcess({
  name: 'mock-supplier',
  schema: configSchema,
  async start({ config, log, fatal, waitFor }) {
    const { SUPPLIER_GROUP: group, SUPPLIER_GROUPS: groups, SUPPLIERS: suppliers } = config
    const kafka = connectKafka({ ...kafkaAccess(config), clientId: consumerGroup(group), log })
    const registry = connectRegistry(registryAccess(config))
    const app = await waitFor('Kafka and the registered contracts', () =>
      createApp({
        kafka,
        registry,
        topicPrefix: config.TOPIC_PREFIX,
        partner: config.PARTNER,
        served: { suppliers, group, groups },
        gatewayUrl: config.ANSWER_VIA === 'http' ? config.GATEWAY_URL : undefined,
        ...(config.GATEWAY_KEY !== undefined && { gatewayKey: config.GATEWAY_KEY }),
        answerDelayMs: config.ANSWER_DELAY_MS,
        onFatal: fatal,
      }),
    )
    return {
      checks: {
        broker: () => checkBroker(kafka).then(() => ({ ok: true })),
        subscription: () => ({ ok: app.state().joined, detail: app.state() }),
      },
      // The process ends at GRACE_MS: what is left of it is for committing and disconnecting.
      stop: () => app.stop(config.GRACE_MS * 0.75),
    }
  },
})
