import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { Agent } from 'node:https'
import avro from 'avsc'
import type { Contract } from './contract.ts'
import { logicalTypes } from './logical-types.ts'

/** The registry did not answer, or answered that it cannot serve: wait and try again, nothing is known of the message. */
export class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable'
}

/** The registry answers, and does not know what it was asked for. */
export class NotRegistered extends Error {
  override readonly name = 'NotRegistered'
}

/** What the adapter asks of a schema registry (Confluent's API, as Apicurio and Redpanda also serve it). */
export interface Registry {
  /** The compiled schema of an id. @throws {NotRegistered} {@link RegistryUnavailable} */
  schemaById(id: number): Promise<avro.Type>
  /** The id under which a contract's current schema is registered. @throws {NotRegistered} {@link RegistryUnavailable} */
  idOf(contract: Contract<never>, subject: string): Promise<number>
  /**
   * Registers a contract's current schema under BACKWARD_TRANSITIVE compatibility; the same schema twice is one version.
   * Only the deploy step calls it.
   * @throws {IncompatibleSchema} {@link RegistryUnavailable}
   */
  register(contract: Contract<never>, subject: string): Promise<number>
}

/** The registry refuses a schema because an earlier version's messages could not be read with it. */
export class IncompatibleSchema extends Error {
  override readonly name = 'IncompatibleSchema'
}

/** The subject of a topic's values (Confluent's TopicNameStrategy). */
export function subjectOf(topic: string): string {
  return `${topic}-value`
}

/** How a registry is reached. */
export interface RegistryOptions {
  /** Its base, as in SCHEMA_REGISTRY_URL, with or without a trailing slash. */
  readonly url: string
  /** Texts in PEM, read again at each connection; default: Node's own list of those who may vouch. */
  readonly tls?: TlsOptions
  /** The value of the Authorization header, asked for at each request. */
  readonly authorization?: () => string
}

interface TlsOptions {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

type ClientOptions = ConstructorParameters<typeof SchemaRegistry>[0]

/** A registry reached over HTTP. @param registry its base, or how it is reached */
export function connectRegistry(registry: string | RegistryOptions): Registry {
  const client = new SchemaRegistry(
    clientOptions(typeof registry === 'string' ? { url: registry } : registry),
    { [SchemaType.AVRO]: { logicalTypes } },
  )
  const avroSchema = (contract: Contract<never>) => ({
    type: SchemaType.AVRO as const,
    schema: contract.schema,
  })
  return {
    async schemaById(id) {
      const schema = await client.getSchema(id).catch((error: unknown) => raise(error, `schema id ${id}`))
      if (schema instanceof avro.Type) return schema
      throw new NotRegistered(`schema id ${id} is registered, but is not Avro`)
    },
    idOf: (contract, subject) =>
      client
        .getRegistryIdBySchema(subject, avroSchema(contract))
        .catch((error: unknown) =>
          raise(error, `the current schema of ${contract.name} under subject ${subject}`),
        ),
    register: (contract, subject) =>
      client
        .register(avroSchema(contract), { subject, compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE })
        .then(({ id }) => id)
        .catch((error: unknown) => raise(error, `subject ${subject}`)),
  }
}

function clientOptions({ url, tls, authorization }: RegistryOptions): ClientOptions {
  return {
    host: url.replace(/\/+$/, ''),
    clientId: 'channel-adapter',
    // The callers wait and retry in their own way; a short retry here only bridges a dropped connection.
    retry: { retries: 1 },
    ...(tls && { agent: tlsAgent(tls) }),
    ...(authorization && {
      middlewares: [
        () => ({
          prepareRequest: async (next) =>
            (await next()).enhance({ headers: { authorization: authorization() } }),
        }),
      ],
    }),
  }
}

/** The agent copies its options, getters and all, only when it connects. */
function tlsAgent(tls: TlsOptions): Agent {
  const agent = new Agent({ keepAlive: true })
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, ...rest) => connect({ ...options, ...tls }, ...rest)
  return agent
}

function raise(error: unknown, what: string): never {
  const message = error instanceof Error ? error.message : String(error)
  switch (statusOf(error)) {
    case 404:
      throw new NotRegistered(`the schema registry does not know ${what}`, { cause: error })
    case 409:
      throw new IncompatibleSchema(`the schema registry refuses ${what}: ${message}`, { cause: error })
    default:
      throw new RegistryUnavailable(`the schema registry did not answer for ${what}: ${message}`, {
        cause: error,
      })
  }
}

// The client hands its HTTP error on as it is, but for the look-up of a schema's id: there it turns a 404, and nothing
// else, into an error of its own.
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('name' in error && error.name === 'ConfluentSchemaRegistryError') return 404
  if ('status' in error && typeof error.status === 'number') return error.status
  return undefined
}
