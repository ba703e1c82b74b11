import { connectRegistry, type Registry } from '@channel-adapter/contracts'
import { connectKafka, type KafkaConnection, type Logger } from '@channel-adapter/messaging'
import {
  brokerVariables,
  type Environment,
  kafkaAccess,
  kafkaVariables,
  legible,
  loadConfig,
  prefixVariable,
  registryAccess,
  registryVariables,
  wholeAccess,
} from '@channel-adapter/process'
import { z } from 'zod'

/** What every command that speaks to the cluster takes from the environment. @throws {ConfigError} */
export function clusterConfig(): { registry: Registry; topicPrefix: string; kafka: KafkaConnection } {
  const config = loadConfig(z.object(kafkaVariables).check(wholeAccess))
  return {
    registry: connectRegistry(registryAccess(config)),
    topicPrefix: config.TOPIC_PREFIX,
    kafka: connectKafka({ ...kafkaAccess(config), ...client }),
  }
}

/** For commands that need no registry. @throws {ConfigError} */
export function kafkaConfig(): { topicPrefix: string; kafka: KafkaConnection } {
  const config = loadConfig(z.object({ ...brokerVariables, ...prefixVariable }).check(wholeAccess))
  return { topicPrefix: config.TOPIC_PREFIX, kafka: connectKafka({ ...kafkaAccess(config), ...client }) }
}

/** For commands that need no broker. @throws {ConfigError} */
export function registryConfig(env?: Environment): { registry: Registry; topicPrefix: string } {
  const config = loadConfig(z.object({ ...registryVariables, ...prefixVariable }).check(wholeAccess), env)
  return { registry: connectRegistry(registryAccess(config)), topicPrefix: config.TOPIC_PREFIX }
}

/**
 * For commands that can do without a registry: undefined when none is given.
 * @param url instead of SCHEMA_REGISTRY_URL
 * @throws {ConfigError}
 */
export function givenRegistry(url?: string): ReturnType<typeof registryConfig> | undefined {
  const env = { ...process.env, ...(url && { SCHEMA_REGISTRY_URL: url, SCHEMA_REGISTRY_URL_FILE: '' }) }
  return env['SCHEMA_REGISTRY_URL'] || env['SCHEMA_REGISTRY_URL_FILE'] ? registryConfig(env) : undefined
}

/** Data goes to stdout, one line each; what is said about it to stderr. What others wrote steers no terminal. */
export const say = (text: string): boolean => process.stderr.write(`${legible(text)}\n`)
export const print = (data: string): boolean => process.stdout.write(`${legible(data)}\n`)

const log: Logger = {
  debug() {},
  info() {},
  warn: (fields, message) => say(`${message} ${JSON.stringify(fields)}`),
  error: (fields, message) => say(`${message} ${JSON.stringify(fields)}`),
}

const client = { clientId: 'adapter-cli', log }
