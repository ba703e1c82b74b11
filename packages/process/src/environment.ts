import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { metaOf } from './config-fields.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const REFERENCE = 'docs/configuration.md'
const SHOWN_VALUE = 60

/**
 * The configuration that the environment gives. NAME may be given as NAME_FILE too, the path of a file that holds the
 * value (as secrets are mounted); its trailing line break is no part of it. An empty text counts as not given.
 * This is the only place that reads process.env.
 * @throws {ConfigError} naming every fault at once, and no secret's value
 */
export function loadConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment = process.env,
): z.output<Schema> {
  const faults: string[] = []
  const values: Record<string, string> = {}
  const unreadable = new Set<string>()
  for (const name of Object.keys(schema.shape)) {
    try {
      const value = valueOf(name, env)
      if (value !== undefined) values[name] = value
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error))
      unreadable.add(name)
    }
  }
  const result = schema.safeParse(values)
  if (result.success && faults.length === 0) return result.data
  const named = new Set(unreadable)
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0] ?? '')
    // One line for each variable: the first fault of a list of brokers stands for the whole.
    if (named.has(name)) continue
    named.add(name)
    faults.push(describeFault(schema, name, values[name], issue.message))
  }
  throw new ConfigError(
    `The configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; every variable is explained in ${REFERENCE}:`,
    faults,
  )
}

/** One variable, or the content of the file that its NAME_FILE names: for values that a configuration file refers to. */
export function variable(name: string, env: Environment = process.env): string | undefined {
  return valueOf(name, env)
}

function valueOf(name: string, env: Environment): string | undefined {
  const value = env[name] || undefined
  const path = env[`${name}_FILE`] || undefined
  if (path === undefined) return value
  if (value !== undefined) {
    throw new Error(`${name}: is given twice; expected either ${name} or ${name}_FILE, not both`)
  }
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '') || undefined
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new Error(
      `${name}_FILE: "${path}" cannot be read (${reason}); expected the path of a file that holds the value`,
      { cause: error },
    )
  }
}

function describeFault(
  schema: z.ZodObject,
  name: string,
  value: string | undefined,
  message: string,
): string {
  const field = schema.shape[name]
  if (!field) return name ? `${name}: ${message}` : message
  const { secret = false, expected, description } = metaOf(field)
  const wanted = expected ?? description ?? message
  const own = message.startsWith('Invalid') ? '' : ` (${message})`
  if (value === undefined) return `${name}: is not set${own}; expected ${wanted}`
  // A message of zod's may quote the value.
  const detail = secret ? '' : own
  return `${name}: ${secret ? 'its value' : `"${shown(value)}"`} is not valid${detail}; expected ${wanted}`
}

/** Short, on one line, and without the credentials that a URL may carry. */
function shown(value: string): string {
  const open = value.replaceAll(/\/\/[^/@]*@/g, '//***@').replaceAll(/\p{Cc}/gu, ' ')
  return open.length > SHOWN_VALUE ? `${open.slice(0, SHOWN_VALUE)}…` : open
}
