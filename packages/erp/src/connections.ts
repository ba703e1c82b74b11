import { parse } from 'yaml'
import { z } from 'zod'
import { connectionSettings } from './connection-settings.ts'
import { driverOfPackage, type ErpDriver, PACKAGE_NAME, toolkit } from './driver-package.ts'
import { expandVariables } from './expand-variables.ts'
import { keptPort } from './kept-port.ts'
import { type Kind, kinds } from './kinds.ts'
import type { ErpConnection } from './port.ts'
import { discreetPort } from './told-secrets.ts'
import { namesSecret, secretValues, writtenSecrets } from './written-secrets.ts'

type BuiltIn = z.infer<(typeof kinds)[Kind]['config']>
/** A connection of a kind that a package brings: what it was given after its own schema. */
export type PackageConnection = Settings & { readonly kind: string; readonly driver: ErpDriver }
/** One configured ERP, complete with its defaults. */
export type ConnectionConfig = BuiltIn | PackageConnection

const settings = z.object(connectionSettings)
type Settings = z.infer<typeof settings>

const builtIn = z.discriminatedUnion('kind', [
  kinds['mock-erp'].config,
  kinds.rest.config,
  kinds.tryton.config,
])

const byPackage = z
  .looseObject({
    ...connectionSettings,
    // Whatever is built in is checked by its own schema.
    kind: z
      .string()
      .regex(new RegExp(`^(?!(?:${Object.keys(kinds).join('|')})$)${PACKAGE_NAME}$`))
      .meta({ description: 'The name of an installed package.' }),
  })
  .meta({
    title: 'a package of your own',
    description: 'A driver by the name of its package (docs/writing-a-driver.md), with fields of its own.',
  })

const FILE = {
  title: 'CONNECTIONS_FILE',
  description:
    'The ERP connections, in YAML. ${NAME} in a text stands for an environment variable, so that no secret need be written here.',
}
const CONNECTIONS = { description: 'The ERPs, each under a name of its own.' }

/** Beside the configurations, so that who shows one does not show them. */
const secretsOf = new WeakMap<ConnectionConfig, readonly string[]>()

const connectionsFile = z.strictObject({ connections: z.array(z.unknown()).min(1) })

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
 * @param folder where packages of drivers are looked for first
 * @throws {ConnectionsInvalid}
 */
export function parseConnections(
  text: string,
  lookup: (name: string) => string | undefined,
  folder = process.cwd(),
): ConnectionConfig[] {
  const written = parseYaml(text)
  const inVariables: string[] = []
  const { value, missing } = expandVariables(written, (name) => {
    const found = lookup(name)
    if (found !== undefined && namesSecret(name)) inVariables.push(found)
    return found
  })
  const secrets = connectionsOf(written).flatMap((connection, index) =>
    writtenSecrets(connection, `/connections/${index}`),
  )
  const missingAt = new Set(missing.map(({ path }) => path))
  const outer = connectionsFile.safeParse(value)
  const results = connectionsOf(value).map((connection, index) => parseConnection(connection, index, folder))
  const faults = [
    ...missing,
    ...secrets.map((path) => ({
      path,
      message: 'must not be written here: put it into an environment variable or a file, and write ${NAME}',
    })),
    ...faultsIn(outer.error?.issues ?? [], ''),
    ...results.flatMap((result) => ('faults' in result ? result.faults : [])),
    ...repeatedIds(connectionsOf(value)),
  ].filter((fault) => missing.includes(fault) || !missingAt.has(fault.path))
  if (faults.length > 0) throw new ConnectionsInvalid(faults)
  return connectionsOf(value).flatMap((connection, index) => {
    const result = results[index]
    if (!result || !('config' in result)) return []
    secretsOf.set(result.config, [...secretValues(connection), ...inVariables])
    return [result.config]
  })
}

function parseConnection(
  connection: unknown,
  index: number,
  folder: string,
): { config: ConnectionConfig } | { faults: readonly ConnectionsFault[] } {
  const at = `/connections/${index}`
  const { kind } = (typeof connection === 'object' ? (connection ?? {}) : {}) as { kind?: unknown }
  if (typeof kind !== 'string' || kind in kinds) {
    const result = builtIn.safeParse(connection)
    return result.success ? { config: result.data } : { faults: faultsIn(result.error.issues, at) }
  }
  const driver = driverOfPackage(kind, folder)
  if (typeof driver === 'string') return { faults: [{ path: `${at}/kind`, message: `"${kind}" ${driver}` }] }
  const common = settings.safeParse(connection)
  const own = Object.fromEntries(
    Object.entries(connection as object).filter(([name]) => name !== 'kind' && !(name in connectionSettings)),
  )
  const checked = driver.config['~standard'].validate(own)
  if (checked instanceof Promise) {
    return {
      faults: [
        { path: `${at}/kind`, message: `"${kind}" checks its fields asynchronously, which is not supported` },
      ],
    }
  }
  const faults = [
    ...faultsIn(common.error?.issues ?? [], at),
    ...(checked.issues ?? []).map(({ path = [], message }) => ({
      path: at + path.map((step) => `/${String(typeof step === 'object' ? step.key : step)}`).join(''),
      message,
    })),
  ]
  if (!common.success || checked.issues) return { faults }
  return { config: { ...(checked.value as object), ...common.data, kind, driver } }
}

function connectionsOf(file: unknown): readonly unknown[] {
  const { connections } = (typeof file === 'object' ? (file ?? {}) : {}) as { connections?: unknown }
  return Array.isArray(connections) ? connections : []
}

function faultsIn(issues: readonly z.core.$ZodIssue[], at: string): ConnectionsFault[] {
  return issues.map(({ path, message }) => ({
    path: at + path.map((step) => `/${String(step)}`).join(''),
    message,
  }))
}

function repeatedIds(connections: readonly unknown[]): ConnectionsFault[] {
  const seen = new Set<unknown>()
  return connections.flatMap((connection, index) => {
    const { id } = (connection ?? {}) as { id?: unknown }
    if (typeof id !== 'string' || !seen.has(id)) {
      seen.add(id)
      return []
    }
    return [{ path: `/connections/${index}/id`, message: `"${id}" occurs twice` }]
  })
}

/** The JSON Schema of the connections file as it is written, for editors and for the reference table. */
export function connectionsJsonSchema(): Record<string, unknown> {
  const { $schema, ...packages } = z.toJSONSchema(byPackage, { io: 'input' })
  const { oneOf = [] } = z.toJSONSchema(builtIn, { io: 'input' })
  return {
    $schema,
    ...FILE,
    type: 'object',
    properties: {
      connections: { ...CONNECTIONS, type: 'array', minItems: 1, items: { oneOf: [...oneOf, packages] } },
    },
    required: ['connections'],
    additionalProperties: false,
  }
}

/** A connection to a configured ERP. Opens nothing before its first call; to be closed. */
export function openConnection(config: ConnectionConfig): ErpConnection {
  return discreetPort(keptPort(opened(config)), secretsOf.get(config) ?? secretValues(config))
}

function opened(config: ConnectionConfig): ErpConnection {
  if ('driver' in config) return config.driver.open(config as never, toolkit)
  if (config.kind === 'tryton') return kinds.tryton.open(config)
  return config.kind === 'rest' ? kinds.rest.open(config) : kinds['mock-erp'].open(config)
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
