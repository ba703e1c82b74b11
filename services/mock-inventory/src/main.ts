import { loadStock } from '@channel-adapter/adventureworks'
import { connectRegistry } from '@channel-adapter/contracts'
import { checkBroker, connectKafka } from '@channel-adapter/messaging'
import { kafkaAccess, registryAccess, runProcess } from '@channel-adapter/process'
import { createApp, GROUP } from './app.ts'
import { Book } from './book.ts'
import { configSchema } from './config.ts'

await runProcess({
  name: 'mock-inventory',
  schema: configSchema,
  async start({ config, log, fatal, waitFor }) {
    const kafka = connectKafka({ ...kafkaAccess(config), clientId: GROUP, log })
    const registry = connectRegistry(registryAccess(config))
    const book = new Book(config.DATABASE, loadStock())
    const app = await waitFor('Kafka and the registered contracts', () =>
      createApp({
        kafka,
        registry,
        topicPrefix: config.TOPIC_PREFIX,
        book,
        answerDelayMs: config.ANSWER_DELAY_MS,
        onFatal: fatal,
      }),
    )
    return {
      checks: {
        broker: () => checkBroker(kafka).then(() => ({ ok: true })),
        subscription: () => ({ ok: app.state().joined, detail: app.state() }),
      },
      async stop() {
        // The process ends at GRACE_MS: what is left of it is for committing and disconnecting.
        await app.stop(config.GRACE_MS * 0.75)
        book.close()
      },
    }
  },
})
