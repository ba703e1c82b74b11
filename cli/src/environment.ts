import { connectKafka, type KafkaConnection, type Logger } from '@channel-adapter/messaging'
import { kafkaVariables, loadConfig } from '@channel-adapter/process'
import { z } from 'zod'

const schema = z.object(kafkaVariables)
const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL, TOPIC_PREFIX } = schema.shape

/** What every command that speaks to the cluster takes from the environment. @throws {ConfigError} */
export function clusterConfig(): { registryUrl: string; topicPrefix: string; kafka: KafkaConnection } {
  const config = loadConfig(schema)
  return {
    registryUrl: config.SCHEMA_REGISTRY_URL,
    topicPrefix: config.TOPIC_PREFIX,
    kafka: connect(config.KAFKA_BROKERS),
  }
}

/** For commands that need no registry. @throws {ConfigError} */
export function kafkaConfig(): { topicPrefix: string; kafka: KafkaConnection } {
  const config = loadConfig(z.object({ KAFKA_BROKERS, TOPIC_PREFIX }))
  return { topicPrefix: config.TOPIC_PREFIX, kafka: connect(config.KAFKA_BROKERS) }
}

/** For commands that need no broker. @throws {ConfigError} */
export function registryConfig(): { registryUrl: string; topicPrefix: string } {
  const config = loadConfig(z.object({ SCHEMA_REGISTRY_URL, TOPIC_PREFIX }))
  return { registryUrl: config.SCHEMA_REGISTRY_URL, topicPrefix: config.TOPIC_PREFIX }
}

/** Data goes to stdout, one line each; what is said about it to stderr. */
export const say = (text: string): boolean => process.stderr.write(`${text}\n`)
export const print = (data: string): boolean => process.stdout.write(`${data}\n`)

const log: Logger = {
  debug() {},
  info() {},
  warn: (fields, message) => say(`${message} ${JSON.stringify(fields)}`),
  error: (fields, message) => say(`${message} ${JSON.stringify(fields)}`),
}

function connect(brokers: readonly string[]): KafkaConnection {
  return connectKafka({ brokers, clientId: 'adapter-cli', log })
}
