import { readFileSync } from 'node:fs'
import { openConnection, parseConnections } from '../../../connections.ts'
import type { ErpConnection } from '../../../port.ts'
import { closedPort } from '../../../testing/listen.ts'

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

/** What the contract suite needs of an ERP that is described in docs/examples, and of one like it that is nowhere. */
export async function describedHarness<Erp extends { close(): Promise<void> }>(
  example: string,
  erp: Erp,
  variables: Readonly<Record<string, string>>,
) {
  const connection = describedConnection(example, variables)
  const nowhere = describedConnection(example, { ...variables, ERP_URL: await closedPort() })
  return {
    ...erp,
    connection,
    nowhere,
    async close() {
      await Promise.all([connection.close(), nowhere.close()])
      await erp.close()
    },
  }
}
