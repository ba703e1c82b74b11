import { connectRegistry } from '@channel-adapter/contracts'
import { checkBroker, connectKafka, createPublisher } from '@channel-adapter/messaging'
import { kafkaAccess, registryAccess, runProcess } from '@channel-adapter/process'
import { createApp } from './app.ts'
import { type Channel, openCodecs } from './channel.ts'
import { authenticationOf, configSchema, warningOf } from './config.ts'

const JSON_DEPTH = 64
/** An answer takes at most the deadline; only then may a silent connection be closed. */
const CONNECTION_SLACK_MS = 20_000

let channel: Channel | undefined

await runProcess({
  name: 'publisher-gateway',
  schema: configSchema,
  serve: ({ config, log, health }) => {
    const warning = warningOf(config)
    if (warning !== undefined) log.warn(warning)
    const authentication = authenticationOf(config)
    return createApp({
      ...(authentication && { authentication }),
      channel: () => channel,
      now: Date.now,
      log,
      health,
      limits: {
        bodyBytes: config.BODY_LIMIT_BYTES,
        jsonDepth: JSON_DEPTH,
        requestMs: config.REQUEST_TIMEOUT_MS,
        connectionMs: config.SEND_DEADLINE_MS + CONNECTION_SLACK_MS,
        connections: config.MAX_CONNECTIONS,
      },
      idempotency: { maxKeys: config.IDEMPOTENCY_KEYS, maxAgeMs: config.IDEMPOTENCY_MAX_AGE_MS },
    })
  },
  start: async ({ config, log, waitFor }) => {
    const kafka = connectKafka({ ...kafkaAccess(config), clientId: 'publisher-gateway', log })
    const registry = connectRegistry(registryAccess(config))
    const codecs = await waitFor('the contracts in the schema registry', () =>
      openCodecs(registry, config.TOPIC_PREFIX),
    )
    await waitFor('the broker', () => checkBroker(kafka))
    const publisher = createPublisher(kafka, {
      deadlineMs: config.SEND_DEADLINE_MS,
      maxWaitingBytes: config.MAX_WAITING_BYTES,
    })
    channel = {
      codecs,
      topicPrefix: config.TOPIC_PREFIX,
      publish: (messages) => publisher.publish(messages),
    }
    return {
      stop: () => publisher.stop(),
      checks: { broker: () => checkBroker(kafka).then(() => ({ ok: true })) },
    }
  },
})
