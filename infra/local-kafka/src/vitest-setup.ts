import type { TestProject } from 'vitest/node'
import { startLocalKafka } from './local-kafka.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** As `host:port`. */
    kafkaBrokers: string[]
    /** The Confluent API. */
    schemaRegistryUrl: string
  }
}

/**
 * Vitest's globalSetup: one broker and one registry for the whole run, which tests find with
 * `inject('kafkaBrokers')` and `inject('schemaRegistryUrl')`. Where KAFKA_BROKERS and SCHEMA_REGISTRY_URL are both
 * given, those are used and nothing is started.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { KAFKA_BROKERS: brokers, SCHEMA_REGISTRY_URL: registryUrl } = process.env
  if (brokers && registryUrl) {
    project.provide(
      'kafkaBrokers',
      brokers.split(',').map((broker) => broker.trim()),
    )
    project.provide('schemaRegistryUrl', registryUrl)
    return undefined
  }
  const local = await startLocalKafka({ log: (line) => process.stderr.write(`${line}\n`) })
  project.provide('kafkaBrokers', local.brokers)
  project.provide('schemaRegistryUrl', local.registryUrl)
  return () => local.stop()
}
