import { readFileSync } from 'node:fs'
import { openConnection, parseConnections } from '../../../connections.ts'
import type { ErpConnection } from '../../../port.ts'

const EXAMPLES = new URL('../../../../../../docs/examples/', import.meta.url)

/** A connection as one of docs/examples describes it. */
export function describedConnection(
  example: string,
  variables: Readonly<Record<string, string>>,
): ErpConnection {
  const text = readFileSync(new URL(example, EXAMPLES), 'utf8')
  const [config] = parseConnections(text, (name) => variables[name])
  if (!config) throw new Error(`${example} describes no connection`)
  return openConnection(config)
}
