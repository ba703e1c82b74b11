import { z } from 'zod'
import { brokerList, flag, httpUrl, isLoopback, secret, topicPrefix } from './config-fields.ts'

const pem = z
  .string()
  .regex(/-----BEGIN [A-Z ]+-----/)
  .meta({ expected: 'text in PEM, as a rule by NAME_FILE' })
const pemKey = secret
  .regex(/-----BEGIN [A-Z ]+-----/)
  .meta({ secret: true, expected: 'text in PEM, as a rule by NAME_FILE' })

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const

/** Where Kafka is, and how to get in. */
export const brokerVariables = {
  KAFKA_BROKERS: brokerList.describe("Kafka's brokers."),
  KAFKA_TLS: flag.default(false).describe('Whether connections to the brokers are encrypted.'),
  KAFKA_TLS_CA: pem
    .optional()
    .describe("Certificates of those who may vouch for the brokers, instead of Node's own list."),
  KAFKA_TLS_CERT: pem.optional().describe('Our certificate, with its chain, where brokers ask for one.'),
  KAFKA_TLS_KEY: pemKey.optional().describe('The key of KAFKA_TLS_CERT.'),
  KAFKA_SASL_MECHANISM: z
    .enum(MECHANISMS)
    .optional()
    .describe('How we say who we are; without it we do not, or by KAFKA_TLS_CERT.')
    .meta({ expected: `one of ${MECHANISMS.join(', ')}` }),
  KAFKA_SASL_USERNAME: z.string().optional().describe('For PLAIN and SCRAM.').meta({ expected: 'a text' }),
  KAFKA_SASL_PASSWORD: secret.optional().describe('For PLAIN and SCRAM.'),
  KAFKA_OAUTH_TOKEN_URL: httpUrl
    .optional()
    .describe('For OAUTHBEARER: where tokens are to be had by client credentials (RFC 6749, 4.4).'),
  KAFKA_OAUTH_CLIENT_ID: z.string().optional().describe('For OAUTHBEARER.').meta({ expected: 'a text' }),
  KAFKA_OAUTH_CLIENT_SECRET: secret.optional().describe('For OAUTHBEARER.'),
  KAFKA_OAUTH_SCOPE: z
    .string()
    .optional()
    .describe('For OAUTHBEARER: the scope that is asked for.')
    .meta({ expected: 'a text' }),
}

/** Where the schema registry is, and how to get in. */
export const registryVariables = {
  SCHEMA_REGISTRY_URL: httpUrl.describe("The schema registry, at the base of Confluent's API."),
  SCHEMA_REGISTRY_TLS_CA: pem
    .optional()
    .describe("Certificates of those who may vouch for the registry, instead of Node's own list."),
  SCHEMA_REGISTRY_TLS_CERT: pem.optional().describe('Our certificate, where the registry asks for one.'),
  SCHEMA_REGISTRY_TLS_KEY: pemKey.optional().describe('The key of SCHEMA_REGISTRY_TLS_CERT.'),
  SCHEMA_REGISTRY_USERNAME: z
    .string()
    .optional()
    .describe('For Basic authentication.')
    .meta({ expected: 'a text' }),
  SCHEMA_REGISTRY_PASSWORD: secret.optional().describe('For Basic authentication.'),
  SCHEMA_REGISTRY_TOKEN: secret.optional().describe('For bearer authentication.'),
}

export const prefixVariable = {
  TOPIC_PREFIX: topicPrefix
    .default('')
    .describe('Put before every topic and group name, so that several environments share one broker.'),
}

/** The variables of every service that speaks to Kafka. A schema of them is given {@link wholeAccess} too. */
export const kafkaVariables = { ...brokerVariables, ...registryVariables, ...prefixVariable }

type Values = Readonly<Record<string, unknown>>
interface Fault {
  readonly variable: string
  readonly message: string
}

/** A zod check: what belongs together is given together, and no secret goes over the wire in the clear. */
export function wholeAccess({
  value,
  issues,
}: {
  readonly value: object
  readonly issues: z.core.$ZodRawIssue[]
}): void {
  for (const { variable, message } of accessFaults(value as Values)) {
    issues.push({ code: 'custom', path: [variable], message, input: value })
  }
}

function accessFaults(values: Values): Fault[] {
  return [...brokerFaults(values), ...registryFaults(values)]
}

function brokerFaults(values: Values): Fault[] {
  const { KAFKA_BROKERS: brokers = [], KAFKA_TLS: tls, KAFKA_SASL_MECHANISM: mechanism } = values
  const byPassword = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD']
  const byToken = ['KAFKA_OAUTH_TOKEN_URL', 'KAFKA_OAUTH_CLIENT_ID', 'KAFKA_OAUTH_CLIENT_SECRET']
  const needed = mechanism === undefined ? [] : mechanism === 'OAUTHBEARER' ? byToken : byPassword
  const useless = [...byPassword, ...byToken, 'KAFKA_OAUTH_SCOPE'].filter(
    (name) => !needed.includes(name) && !(name === 'KAFKA_OAUTH_SCOPE' && mechanism === 'OAUTHBEARER'),
  )
  return [
    ...together(values, 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'),
    ...missing(values, needed, `KAFKA_SASL_MECHANISM ${String(mechanism)} needs it`),
    ...given(values, useless).map((name) => ({
      variable: 'KAFKA_SASL_MECHANISM',
      message: `${name} is given and has no use with it`,
    })),
    ...(tls ? [] : given(values, ['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'])).map((name) => ({
      variable: 'KAFKA_TLS',
      message: `must be true, as ${name} is given`,
    })),
    ...(mechanism !== undefined &&
    !tls &&
    !(brokers as string[]).every((broker) => isLoopback(hostOf(broker)))
      ? [
          {
            variable: 'KAFKA_TLS',
            message: 'must be true, or the secret would leave this machine in the clear',
          },
        ]
      : []),
    ...inTheClear(values, 'KAFKA_OAUTH_TOKEN_URL', ['KAFKA_OAUTH_CLIENT_SECRET']),
  ]
}

function registryFaults(values: Values): Fault[] {
  const url = values['SCHEMA_REGISTRY_URL']
  const plain = typeof url === 'string' && !url.startsWith('https:')
  return [
    ...together(values, 'SCHEMA_REGISTRY_TLS_CERT', 'SCHEMA_REGISTRY_TLS_KEY'),
    ...together(values, 'SCHEMA_REGISTRY_USERNAME', 'SCHEMA_REGISTRY_PASSWORD'),
    ...(given(values, ['SCHEMA_REGISTRY_USERNAME', 'SCHEMA_REGISTRY_TOKEN']).length === 2
      ? [
          {
            variable: 'SCHEMA_REGISTRY_USERNAME',
            message: 'is given beside SCHEMA_REGISTRY_TOKEN: one of them',
          },
        ]
      : []),
    ...(plain ? given(values, ['SCHEMA_REGISTRY_TLS_CA', 'SCHEMA_REGISTRY_TLS_CERT']) : []).map((name) => ({
      variable: 'SCHEMA_REGISTRY_URL',
      message: `must be https, as ${name} is given`,
    })),
    ...inTheClear(values, 'SCHEMA_REGISTRY_URL', ['SCHEMA_REGISTRY_PASSWORD', 'SCHEMA_REGISTRY_TOKEN']),
  ]
}

function given(values: Values, names: readonly string[]): string[] {
  return names.filter((name) => values[name] !== undefined)
}

function missing(values: Values, names: readonly string[], message: string): Fault[] {
  return names.filter((name) => values[name] === undefined).map((variable) => ({ variable, message }))
}

function together(values: Values, ...names: [string, string]): Fault[] {
  return given(values, names).length === 1
    ? missing(values, names, `${given(values, names)[0]} needs it`)
    : []
}

function inTheClear(values: Values, variable: string, secrets: readonly string[]): Fault[] {
  const url = values[variable]
  if (typeof url !== 'string' || given(values, secrets).length === 0) return []
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname)) return []
  return [{ variable, message: 'must be https, or the secret would leave this machine in the clear' }]
}

function hostOf(broker: string): string {
  return broker.replace(/:\d+$/, '')
}
