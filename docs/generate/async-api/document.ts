import { channels } from './channels.ts'
import { messages } from './messages.ts'
import { operations } from './operations.ts'
import type { PublishedMessages } from './published.ts'

/** The AsyncAPI 3.1 document of the channel: topics as they are declared, payloads as they are registered, headers as our code sends them. */
export function asyncApiDocument(published: PublishedMessages) {
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Purchase-order channel',
      version: '1.0.0',
      description:
        "Orders go out of the ERPs as snapshots, partners' answers come back as updates, and what became of each is told as an outcome. Operations are seen from the program that their tag names. `TOPIC_PREFIX`, where a deployment has one, stands before every topic and group. Schemas are registered under `<topic>-value` in a registry with Confluent's API.",
      license: { name: 'MIT' },
      tags: [
        { name: 'erp-extractor', description: 'ERP to Kafka.' },
        { name: 'publisher-gateway', description: 'HTTP to Kafka.' },
        { name: 'update-applier', description: 'Kafka to ERP.' },
        { name: 'partner', description: 'An inventory system or a supplier.' },
        { name: 'adapter', description: "The operator's command." },
      ],
    },
    defaultContentType: 'application/avro',
    channels: channels(),
    operations: operations(),
    components: { messages: messages(published) },
  }
}
