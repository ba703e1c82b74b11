import { writeFileSync } from 'node:fs'
import { loadCatalogue } from '@channel-adapter/adventureworks'
import { contracts } from '@channel-adapter/contracts'
import { newApiKey } from '@channel-adapter/partners'

/** The partners of a local deployment in which suppliers do not see each other's orders. */
export interface LocalPartners {
  /** The partners file. */
  readonly file: string
  /** Ids of those with topics of their own: all groups of suppliers but the last. */
  readonly keptApart: readonly string[]
  /** Ids of the suppliers that each group serves. */
  readonly suppliers: readonly (readonly string[])[]
  /** The last group's, which answers through the gateway. */
  readonly gatewayKey: string
}

/** Names the inventory system and each group of suppliers, with no right beyond its orders, and writes the file. */
export function writePartners(
  folder: string,
  connections: readonly string[],
  supplierGroups: number,
): LocalPartners {
  const ids = [...loadCatalogue().keys()].toSorted()
  const suppliers = Array.from({ length: supplierGroups }, (_, group) =>
    ids.filter((_id, index) => index % supplierGroups === group),
  )
  const { key: gatewayKey, sha256 } = newApiKey()
  const orders = connections.map((connection) => `${connection}:*`)
  const sends = [contracts.orderUpdate.name]
  const groups = suppliers.map((own, group) => ({
    id: `mock-supplier.${group + 1}`,
    ...(group < supplierGroups - 1 ? { kafka: 'own' } : { keys: [{ sha256 }] }),
    sends,
    orders,
    suppliers: connections.flatMap((connection) => own.map((supplier) => `${connection}:${supplier}`)),
    speaksFor: own.map((supplier) => `supplier-${supplier}`),
    // It speaks for many, all of them in a hurry.
    requestsPerSecond: 10_000,
    concurrency: 1000,
  }))
  const partners = [{ id: 'inventory', kafka: 'shared', sends, orders }, ...groups]
  const file = `${folder}/partners.yaml`
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ partners }, null, 2))
  const keptApart = groups.slice(0, -1).map(({ id }) => id)
  return { file, keptApart, suppliers, gatewayKey }
}
