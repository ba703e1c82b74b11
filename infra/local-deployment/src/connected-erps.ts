import { writeFileSync } from 'node:fs'
import type { Service } from './service.ts'

export interface ErpsOptions {
  /** Where databases and the connections file go. */
  readonly folder: string
  /** Names of the connections, each to an ERP of its own. */
  readonly connections: readonly string[]
  readonly orders?: number
  readonly logLevel: string
  /** Put over each connection's own settings. */
  readonly connection?: Readonly<Record<string, unknown>>
}

/** Starts an ERP for each connection, and writes the file that tells the adapter of them. */
export async function startErps(
  { folder, connections, orders, logLevel, connection }: ErpsOptions,
  start: (service: string, env: Record<string, string>, as: { name: string }) => Promise<Service>,
): Promise<{ erps: Map<string, Service>; connectionsFile: string }> {
  const alone = connections.length === 1
  const erps = new Map(
    await Promise.all(
      connections.map(async (id): Promise<[string, Service]> => {
        const env = {
          DATABASE: `${folder}/${alone ? 'erp' : id}.sqlite`,
          LOG_LEVEL: logLevel === 'info' ? 'warn' : logLevel,
          ...(orders !== undefined && { ORDERS_LIMIT: String(orders) }),
        }
        return [id, await start('mock-erp', env, { name: alone ? 'mock-erp' : `mock-erp-${id}` })]
      }),
    ),
  )
  const connectionsFile = `${folder}/connections.yaml`
  const configured = [...erps].map(([id, { url }]) =>
    Object.assign({ id, kind: 'mock-erp', url }, connection),
  )
  // JSON is YAML.
  writeFileSync(connectionsFile, JSON.stringify({ connections: configured }, null, 2))
  return { erps, connectionsFile }
}
