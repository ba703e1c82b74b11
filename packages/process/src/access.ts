import type { z } from 'zod'
import type { brokerVariables, registryVariables } from './access-fields.ts'
import { variable } from './environment.ts'

type BrokerConfig = z.output<z.ZodObject<typeof brokerVariables>>
type RegistryConfig = z.output<z.ZodObject<typeof registryVariables>>

/** As `connectKafka` of packages/messaging takes it. */
export interface KafkaAccess {
  readonly brokers: readonly string[]
  readonly tls?: Certificates
  readonly sasl?: Sasl
}

/** As `connectRegistry` of packages/contracts takes it. */
export interface RegistryAccess {
  readonly url: string
  readonly tls?: Certificates
  /** The value of the Authorization header, as it is now. */
  readonly authorization?: () => string
}

/** Texts in PEM. */
export interface Certificates {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

export type Sasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
      readonly username: string
      readonly password: string
    }
  | {
      readonly mechanism: 'oauthbearer'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: string
      readonly scope?: string
    }

/**
 * The way to the brokers that a configuration describes; it has kept `wholeAccess`. Secrets and certificates are getters:
 * each new connection reads them again, so that a file may be exchanged while the process runs.
 */
export function kafkaAccess(config: BrokerConfig): KafkaAccess {
  return {
    brokers: config.KAFKA_BROKERS,
    ...(config.KAFKA_TLS && { tls: certificates('KAFKA', config) }),
    ...(config.KAFKA_SASL_MECHANISM && { sasl: sasl(config) }),
  }
}

/** The way to the schema registry, as {@link kafkaAccess}. */
export function registryAccess(config: RegistryConfig): RegistryAccess {
  const { SCHEMA_REGISTRY_USERNAME: username, SCHEMA_REGISTRY_TOKEN: token } = config
  return {
    url: config.SCHEMA_REGISTRY_URL,
    ...(config.SCHEMA_REGISTRY_URL.startsWith('https:') && { tls: certificates('SCHEMA_REGISTRY', config) }),
    ...(username !== undefined && {
      authorization: () => basic(username, current('SCHEMA_REGISTRY_PASSWORD', config)),
    }),
    ...(token !== undefined && {
      authorization: () => `Bearer ${current('SCHEMA_REGISTRY_TOKEN', config)}`,
    }),
  }
}

/** RFC 7617, in UTF-8. */
function basic(user: string, password = ''): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function sasl(config: BrokerConfig): Sasl {
  if (config.KAFKA_SASL_MECHANISM === 'OAUTHBEARER') {
    return {
      mechanism: 'oauthbearer',
      tokenUrl: config.KAFKA_OAUTH_TOKEN_URL ?? '',
      clientId: config.KAFKA_OAUTH_CLIENT_ID ?? '',
      get clientSecret() {
        return current('KAFKA_OAUTH_CLIENT_SECRET', config) ?? ''
      },
      ...(config.KAFKA_OAUTH_SCOPE !== undefined && { scope: config.KAFKA_OAUTH_SCOPE }),
    }
  }
  return {
    mechanism: config.KAFKA_SASL_MECHANISM?.toLowerCase() as 'plain',
    username: config.KAFKA_SASL_USERNAME ?? '',
    get password() {
      return current('KAFKA_SASL_PASSWORD', config) ?? ''
    },
  }
}

function certificates(prefix: string, config: object): Certificates {
  const part = (name: string) => current(`${prefix}_TLS_${name}`, config)
  return {
    get ca() {
      return part('CA')
    },
    get cert() {
      return part('CERT')
    },
    get key() {
      return part('KEY')
    },
  } as Certificates
}

/** The file's content now; while it is being exchanged and cannot be read, what it was at the start. */
function current(name: string, config: object): string | undefined {
  const atStart = (config as Readonly<Record<string, string | undefined>>)[name]
  try {
    return variable(name) ?? atStart
  } catch {
    return atStart
  }
}
