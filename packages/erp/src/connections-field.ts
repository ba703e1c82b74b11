import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type ConnectionConfig, ConnectionsInvalid, parseConnections } from './connections.ts'

/**
 * CONNECTIONS_FILE as a field of a service's configuration: the path of the file becomes what is in it, so that its
 * faults are told together with those of all other variables.
 * @param lookup the value of an environment variable that the file refers to
 */
export function connectionsField(lookup: (name: string) => string | undefined) {
  return z
    .string()
    .transform((path, context): ConnectionConfig[] => {
      try {
        return parseConnections(readFileSync(path, 'utf8'), lookup)
      } catch (error) {
        context.addIssue({ code: 'custom', message: reasonOf(error) })
        return z.NEVER
      }
    })
    .meta({
      description: 'The file that names the ERP connections, in YAML.',
      expected: 'the path of a connections file',
    })
}

function reasonOf(error: unknown): string {
  if (error instanceof ConnectionsInvalid) return error.message.replaceAll('\n', '; ')
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`
}
