import { parse } from 'yaml'
import { z } from 'zod'
import { expandVariables } from './expand-variables.ts'
import { kinds } from './kinds.ts'
import type { ErpConnection } from './port.ts'

type KindConfig = (typeof kinds)[keyof typeof kinds]['config']
/** One configured ERP, complete with its defaults. */
export type ConnectionConfig = z.infer<KindConfig>

const connectionsFile = z
  .strictObject({
    connections: z
      .array(
        z.discriminatedUnion(
          'kind',
          Object.values(kinds).map(({ config }) => config) as [KindConfig, ...KindConfig[]],
        ),
      )
      .min(1)
      .superRefine((connections, context) => {
        const seen = new Set<string>()
        connections.forEach(({ id }, index) => {
          if (seen.has(id))
            context.addIssue({ code: 'custom', path: [index, 'id'], message: `"${id}" occurs twice` })
          seen.add(id)
        })
      })
      .meta({ description: 'The ERPs, each under a name of its own.' }),
  })
  .meta({
    title: 'CONNECTIONS_FILE',
    description:
      'The ERP connections, in YAML. ${NAME} in a text stands for an environment variable, so that no secret need be written here.',
  })

export interface ConnectionsFault {
  /** JSON Pointer into the file; empty for the whole. */
  readonly path: string
  readonly message: string
}

/** Thrown for a connections file with faults: all of them, none with a value out of the file. */
export class ConnectionsInvalid extends Error {
  override readonly name = 'ConnectionsInvalid'
  readonly faults: readonly ConnectionsFault[]

  constructor(faults: readonly ConnectionsFault[]) {
    super(faults.map(({ path, message }) => `${path || 'the file'}: ${message}`).join('\n'))
    this.faults = faults
  }
}

/**
 * The connections that a file configures.
 * @param text YAML
 * @param lookup the value of an environment variable (or of its _FILE); undefined when it is not set
 * @throws {ConnectionsInvalid}
 */
export function parseConnections(
  text: string,
  lookup: (name: string) => string | undefined,
): ConnectionConfig[] {
  const { value, missing } = expandVariables(parseYaml(text), lookup)
  const result = connectionsFile.safeParse(value)
  if (result.success && missing.length === 0) return result.data.connections
  const missingAt = new Set(missing.map(({ path }) => path))
  const faults = (result.error?.issues ?? [])
    .map(({ path, message }) => ({ path: path.map((step) => `/${String(step)}`).join(''), message }))
    .filter(({ path }) => !missingAt.has(path))
  throw new ConnectionsInvalid([...missing, ...faults])
}

/** The JSON Schema of the connections file as it is written, for editors and for the reference table. */
export function connectionsJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(connectionsFile, { io: 'input' })
}

/** A connection to a configured ERP. Opens nothing before its first call; to be closed. */
export function openConnection(config: ConnectionConfig): ErpConnection {
  return kinds[config.kind].open(config)
}

function parseYaml(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    // Further lines quote the file, and there may be a secret in it.
    const [place = ''] = error instanceof Error ? error.message.split('\n') : []
    throw new ConnectionsInvalid([{ path: '', message: `is not YAML: ${place.replace(/:$/, '')}` }])
  }
}
