import {
  contracts,
  failureTopicDeclarations,
  prefixed,
  type TopicDeclaration,
  topicDeclarations,
} from '@channel-adapter/contracts'

/**
 * Every topic of a deployment. Pure.
 * @param connections the ids of its ERP connections
 * @param groups those that read the order topic besides, and have failure topics
 */
export function declaredTopics(
  prefix: string,
  connections: readonly string[],
  groups: readonly string[] = [],
): TopicDeclaration[] {
  return [
    ...prefixed(topicDeclarations, prefix),
    ...['erp-extractor', ...groups].flatMap((group) =>
      failureTopicDeclarations(contracts.order.name, group, prefix),
    ),
    ...[...connections, 'unrouted'].flatMap((connection) =>
      failureTopicDeclarations(contracts.orderUpdate.name, `update-applier.${connection}`, prefix),
    ),
  ]
}
