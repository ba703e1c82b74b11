import type { Log } from './downloads.ts'
import { kafkaDistribution, registryDistribution } from './prepare-downloads.ts'
import { launchKafka } from './kafka.ts'
import type { KafkaCluster, KafkaOptions } from './kafka.ts'
import { launchRegistry } from './registry.ts'
import type { Registry, RegistryOptions } from './registry.ts'

export interface LocalKafkaOptions {
  /** @default a free one */
  kafkaPort?: number
  /** @default a free one */
  registryPort?: number
  /** Brokers. @default 1 */
  nodes?: number
  log?: Log
}

export interface LocalKafka {
  /** As `host:port`; joined by commas, what KAFKA_BROKERS takes. */
  readonly brokers: string[]
  /** What SCHEMA_REGISTRY_URL takes. */
  readonly registryUrl: string
  readonly kafka: KafkaCluster
  readonly registry: Registry
  /** Ends both and removes their data. */
  stop(): Promise<void>
}

/**
 * As launchKafka, after downloading what is missing.
 * @throws MissingPrerequisite without Java or Maven
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaCluster> {
  return launchKafka(await kafkaDistribution(options.log), options)
}

/**
 * As launchRegistry, after downloading what is missing.
 * @throws MissingPrerequisite without Java or Maven
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  return launchRegistry(await registryDistribution(options.log), options)
}

/**
 * Starts a broker and a schema registry (in memory), both at once, on 127.0.0.1.
 * @throws as startKafka and startRegistry do; whichever did start is ended then
 */
export async function startLocalKafka(options: LocalKafkaOptions = {}): Promise<LocalKafka> {
  const { kafkaPort, registryPort, nodes = 1, log } = options
  const [kafka, registry] = await Promise.allSettled([
    startKafka({ nodes, ...(kafkaPort !== undefined && { port: kafkaPort }), ...(log && { log }) }),
    startRegistry({ ...(registryPort !== undefined && { port: registryPort }), ...(log && { log }) }),
  ])
  if (kafka.status === 'fulfilled' && registry.status === 'fulfilled') {
    return {
      brokers: kafka.value.brokers,
      registryUrl: registry.value.url,
      kafka: kafka.value,
      registry: registry.value,
      stop: async () => {
        await Promise.all([registry.value.stop(), kafka.value.stop()])
      },
    }
  }
  if (kafka.status === 'fulfilled') await kafka.value.stop()
  if (registry.status === 'fulfilled') await registry.value.stop()
  throw kafka.status === 'rejected' ? kafka.reason : (registry as PromiseRejectedResult).reason
}
