export { grantsOf, type Role, type SendableContract, sendableContracts } from './access.ts'
export { applierGroup, connectionsIn, UNROUTED } from './applier-groups.ts'
export { checkRegistry } from './check/check-registry.ts'
export { checkRepository } from './check/check-repository.ts'
export type { Finding } from './check/check-contract.ts'
export { findingsInWords } from './check/findings-in-words.ts'
export type { ReliedFields, Reliance } from './check/reliance.ts'
export { rules } from './check/rules.ts'
export { type Codec, ContractViolated, createCodec, InvalidMessage } from './codec.ts'
export type { Contract, Violation } from './contract.ts'
export { contracts, schemaFolders } from './contracts.ts'
export { addDecimals, compareDecimals, type Decimal, decimal, fromUnscaled, toUnscaled } from './decimal.ts'
export type { AuditRecord } from './generated/audit-record.ts'
export type { ChannelMessage } from './generated/channel-message.ts'
export type { MissingAnswer } from './generated/missing-answer.ts'
export type * from './generated/order.ts'
export type * from './generated/order-update.ts'
export type { OrderUpdateOutcome, OutcomeReason } from './generated/order-update-outcome.ts'
export type { Grant } from './grants.ts'
export { addDays, type DateOnly, fromMicros, type Instant, instant, toDays, toMicros } from './instant.ts'
export { namedIds } from './named-id.ts'
export { orderKey, parseOrderKey } from './order-key.ts'
export { registerContracts } from './register.ts'
export { connectRegistry, type Registry, subjectOf } from './registry.ts'
export { IncompatibleSchema, NotRegistered, RegistryUnavailable, SchemaSwapped } from './registry-errors.ts'
export {
  CONTROL_TOPIC,
  CURSOR_PARTITIONS,
  CURSOR_TOPIC,
  failureTopicDeclarations,
  prefixed,
  failureTopics,
  partnerTopicDeclarations,
  type PartnerTopics,
  partnerTopics,
  PUBLISHED_TOPIC,
  ROUTED_TOPIC,
  ROUTER_CURSOR_TOPIC,
  ROUTER_GROUP,
  routerTopicDeclarations,
  type TopicDeclaration,
  topicDeclarations,
} from './topics.ts'
export { remembering } from './remembering.ts'
export { kindsOf, updateBodies, updateBody, type UpdateKind, updateKind } from './update-kind.ts'
export { violationsOf } from './validate.ts'
