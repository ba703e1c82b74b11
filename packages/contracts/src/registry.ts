import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import avro from 'avsc'
import type { Contract } from './contract.ts'
import { logicalTypes } from './logical-types.ts'
import { IncompatibleSchema, NotRegistered, RegistryUnavailable } from './registry-errors.ts'
import { type RegistryOptions, registryReader, tlsAgent } from './registry-http.ts'

/** What the adapter asks of a schema registry (Confluent's API, as Apicurio and Redpanda also serve it). It only reads. */
export interface Registry {
  /** How it is reached. */
  readonly options: RegistryOptions
  /** The compiled schema of an id. @throws {NotRegistered} {@link RegistryUnavailable} */
  schemaById(id: number): Promise<avro.Type>
  /** The id under which a contract's current schema is registered. @throws {NotRegistered} {@link RegistryUnavailable} */
  idOf(contract: Contract<never>, subject: string): Promise<number>
  /** The subjects of which an id is a version; none when there is no such id. @throws {RegistryUnavailable} */
  subjectsOf(id: number): Promise<string[]>
}

/** The one compatibility of all our subjects. */
export const COMPATIBILITY_LEVEL = COMPATIBILITY.BACKWARD_TRANSITIVE

/** The subject of a topic's values (Confluent's TopicNameStrategy). */
export function subjectOf(topic: string): string {
  return `${topic}-value`
}

/** A registry reached over HTTP. @param registry its base, or how it is reached */
export function connectRegistry(registry: string | RegistryOptions): Registry {
  const options = typeof registry === 'string' ? { url: registry } : registry
  const client = clientOf(options)
  const read = registryReader(options)
  return {
    options,
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
    async subjectsOf(id) {
      const versions = await read<{ subject: string }[]>(`/schemas/ids/${id}/versions`)
      return (versions ?? []).map(({ subject }) => subject)
    },
  }
}

/**
 * Registers a contract's current schema under {@link COMPATIBILITY_LEVEL}; the same schema twice is one version.
 * Only the deploy step calls it: what services are given, {@link Registry}, cannot.
 * @throws {IncompatibleSchema} {@link RegistryUnavailable}
 */
export async function registerContract(
  { options: access }: Pick<Registry, 'options'>,
  contract: Contract<never>,
  subject: string,
): Promise<number> {
  try {
    const options = { subject, compatibility: COMPATIBILITY_LEVEL }
    return (await clientOf(access).register(avroSchema(contract), options)).id
  } catch (error) {
    return raise(error, `subject ${subject}`)
  }
}

function clientOf({ url, tls, authorization }: RegistryOptions): SchemaRegistry {
  return new SchemaRegistry(
    {
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
    },
    { [SchemaType.AVRO]: { logicalTypes } },
  )
}

function avroSchema({ schema }: Contract<never>) {
  return { type: SchemaType.AVRO as const, schema }
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
