import {
  connectRegistry,
  contracts,
  failureTopicDeclarations,
  partnerTopicDeclarations,
  prefixed,
  registerContracts,
  routerTopicDeclarations,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { connectKafka, createTopics, type Logger } from '@channel-adapter/messaging'

const EXTRACTOR_GROUP = 'erp-extractor'
/** The name of the ERP connection of a local deployment that names none. */
export const CONNECTION = 'adventureworks'

export interface ContractsDeployment {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly topicPrefix?: string
  readonly supplierGroups?: number
  /** Names of the ERP connections. Default one, CONNECTION. */
  readonly connections?: readonly string[]
  /** Ids of the partners that have topics of their own. */
  readonly keptApart?: readonly string[]
  readonly log: Logger
}

/** Registers the contracts and creates every topic that the deployment's services use. */
export async function deployContracts(options: ContractsDeployment): Promise<void> {
  const {
    brokers,
    registryUrl,
    topicPrefix = '',
    supplierGroups = 2,
    connections = [CONNECTION],
    keptApart = [],
    log,
  } = options
  await registerContracts(connectRegistry(registryUrl), topicPrefix, keptApart)
  const order = contracts.order.name
  const update = contracts.orderUpdate.name
  const suppliers = Array.from({ length: supplierGroups }, (_, index) => `mock-supplier.${index + 1}`)
  await createTopics(connectKafka({ brokers, clientId: 'deploy', log }), [
    ...prefixed(topicDeclarations, topicPrefix),
    ...(keptApart.length > 0 ? routerTopicDeclarations(topicPrefix) : []),
    ...keptApart.flatMap((partner) => partnerTopicDeclarations(partner, topicPrefix)),
    ...[EXTRACTOR_GROUP, 'mock-inventory', ...suppliers].flatMap((group) =>
      failureTopicDeclarations(order, group, topicPrefix),
    ),
    ...[...connections, 'unrouted'].flatMap((connection) =>
      failureTopicDeclarations(update, `update-applier.${connection}`, topicPrefix),
    ),
  ])
}
