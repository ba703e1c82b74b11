import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Reliance } from '@channel-adapter/contracts'
import { z } from 'zod'

const FILE = 'relies-on.json'
const type = z.string().regex(/^[a-z][a-z0-9-]*\??$/, 'a type such as "string", "decimal?" or "record"')
const schema = z.record(
  z.string(),
  z.record(z.string(), z.union([type, z.strictObject({ type, codes: z.array(z.string()).min(1) })])),
)

/**
 * What each service says it relies on, by the service's name.
 * @param services the folder that holds a folder for each service
 * @throws {Error} when a statement is not written as one
 */
export function reliances(services = new URL('../../../services/', import.meta.url)): Map<string, Reliance> {
  // The command's own image holds no services: there the registry is what is left to check.
  if (!existsSync(services)) return new Map()
  const stated = readdirSync(services).filter((name) => existsSync(new URL(`${name}/${FILE}`, services)))
  return new Map(
    stated.map((name) => {
      const parsed = schema.safeParse(JSON.parse(readFileSync(new URL(`${name}/${FILE}`, services), 'utf8')))
      if (!parsed.success) throw new Error(`services/${name}/${FILE}: ${z.prettifyError(parsed.error)}`)
      return [name, parsed.data]
    }),
  )
}
