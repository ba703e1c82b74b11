import { contracts } from './contracts.ts'

/** The applier's group for updates whose key names no connection: nothing is passed over in silence. */
export const UNROUTED = 'unrouted'

/** The consumer group that applies a connection's updates, prefix included. */
export function applierGroup(topicPrefix: string, connection: string): string {
  return `${topicPrefix}update-applier.${connection}`
}

/**
 * The ERP connections of which the updates have a Dead Letter Channel, {@link UNROUTED} among them, from the names of
 * all topics: the deploy step makes one for each.
 */
export function connectionsIn(topics: readonly string[], topicPrefix: string): string[] {
  const begin = `${topicPrefix}${contracts.orderUpdate.name}.${applierGroup(topicPrefix, '')}`
  const end = '.dlq'
  return topics
    .filter((name) => name.startsWith(begin) && name.endsWith(end))
    .map((name) => name.slice(begin.length, -end.length))
    .toSorted()
}
