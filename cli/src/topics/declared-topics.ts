import {
  contracts,
  failureTopicDeclarations,
  partnerTopicDeclarations,
  prefixed,
  routerTopicDeclarations,
  type TopicDeclaration,
  topicDeclarations,
} from '@channel-adapter/contracts'
import type { Deployed } from '../deployed.ts'

/**
 * Every topic of a deployment, those of the router only where a partner is kept apart. Pure.
 * @param groups those that read the order topic besides, and have failure topics
 */
export function declaredTopics(
  { topicPrefix: prefix, connections, keptApart }: Omit<Deployed, 'partners'>,
  groups: readonly string[] = [],
): TopicDeclaration[] {
  return [
    ...prefixed(topicDeclarations, prefix),
    ...(keptApart.length > 0 ? routerTopicDeclarations(prefix) : []),
    ...keptApart.flatMap((partner) => partnerTopicDeclarations(partner, prefix)),
    ...['erp-extractor', ...groups].flatMap((group) =>
      failureTopicDeclarations(contracts.order.name, group, prefix),
    ),
    ...[...connections, 'unrouted'].flatMap((connection) =>
      failureTopicDeclarations(contracts.orderUpdate.name, `update-applier.${connection}`, prefix),
    ),
  ]
}
