import { createRequire, isBuiltin } from 'node:module'
import { pathToFileURL } from 'node:url'
import * as errors from './errors.ts'
import { createHttpClient } from './http/client.ts'
import * as credentials from './http/credential.ts'
import { parseExactJson } from './mapping/exact-json.ts'
import * as fields from './mapping/fields.ts'
import type { ErpConnection } from './port.ts'

/**
 * What a driver is given instead of importing it: so the errors that it throws are those that the adapter knows,
 * wherever the driver is installed.
 */
export const toolkit = { errors, createHttpClient, credentials, fields, parseExactJson } as const
export type Toolkit = typeof toolkit

/** What checks a driver's own fields: any schema of the Standard Schema specification, version 1, as zod's are. */
export interface FieldSchema {
  readonly '~standard': {
    validate(value: unknown): SchemaResult | Promise<SchemaResult>
  }
}
type SchemaResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
      }[]
    }

/** What a package exports as `driver`, to be a kind of ERP under its own name. */
export interface ErpDriver {
  /** Checks the fields of a connection that are the driver's own, `url` and secrets among them. */
  readonly config: FieldSchema
  /** @param config the checked own fields, and those that every connection has */
  open(config: never, toolkit: Toolkit): ErpConnection
}

/** Names that npm allows (validate-npm-package-name): neither a path nor an address. */
export const PACKAGE_NAME = '(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*'
const PACKAGE = new RegExp(`^${PACKAGE_NAME}$`)

/**
 * The driver that an installed package of this name exports. Only packages are found, from here or from the folder
 * that the process runs in; no path, no address, no module of Node's.
 * @returns why there is none, as text to go after "kind"
 */
export function driverOfPackage(name: string, folder: string): ErpDriver | string {
  if (!PACKAGE.test(name) || isBuiltin(name))
    return 'is neither a kind that is built in nor the name of a package'
  const found = [pathToFileURL(`${folder}/`), import.meta.url].flatMap((from) => {
    const require = createRequire(from)
    try {
      return [{ require, path: require.resolve(name) }]
    } catch {
      return []
    }
  })[0]
  if (!found) return `is not built in, and no package "${name}" is installed`
  try {
    const { driver } = found.require(found.path) as { driver?: Partial<ErpDriver> }
    if (typeof driver?.open === 'function' && driver.config?.['~standard']) return driver as ErpDriver
    return `names a package that exports no "driver" with config and open`
  } catch (error) {
    return `names a package that cannot be loaded: ${error instanceof Error ? error.message : String(error)}`
  }
}
