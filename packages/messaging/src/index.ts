export { type AccessDifference, accessDifferences, type AccessRule } from './access-differences.ts'
export { type AnswerChannel, answerMessage } from './answer-message.ts'
export {
  type Actor,
  type AuditChannel,
  auditMessage,
  type AuditTrail,
  auditTrail,
  type Change,
} from './audit/audit-trail.ts'
export { beginningTraces } from './beginning-traces.ts'
export { cloudEventHeaders, type EventAttributes, journeyOf } from './cloud-events.ts'
export { controlChange } from './control/control-change.ts'
export { ControlBoard, type Paused } from './control/control-board.ts'
export type { ControlRecord } from './control/control-record.ts'
export { FOLLOWS_PARKED } from './deliver.ts'
export {
  classify,
  PublishFailed,
  PublisherOverloaded,
  Transient,
  Unprocessable,
  type Verdict,
} from './errors.ts'
export { unfit } from './message-size.ts'
export { type FailedMessage, failedMessage, failureHeaders, readFailedMessage } from './failure-channels.ts'
export { addAccessRules, listAccessRules, removeAccessRules } from './kafka/access-rules.ts'
export { advertisedBrokers, type BrokerHealth, brokerHealth } from './kafka/broker-health.ts'
export { type GroupHealth, groupHealth } from './kafka/group-health.ts'
export { checkBroker, type ConnectOptions, connectKafka, type KafkaConnection } from './kafka/connect.ts'
export {
  type ConnectionControl,
  controlMessage,
  type ControlOptions,
  followControl,
  readControl,
} from './kafka/connection-control.ts'
export { follow, type Following, type FollowOptions } from './kafka/follow.ts'
export { joinGroup, type MembershipOptions } from './kafka/membership.ts'
export { partitionOf } from './kafka/partition-of.ts'
export { createPublisher, type PublisherOptions } from './kafka/publisher.ts'
export { type PartitionReading, type ReadPartition, readPartition } from './kafka/read-partition.ts'
export { type ReadOptions, readToEnd } from './kafka/read-to-end.ts'
export { subscribe } from './kafka/subscribe.ts'
export { GroupBusy, rewindGroup } from './kafka/rewind.ts'
export { describeTopics, setTopicSettings } from './kafka/topic-settings.ts'
export { createTopics, listTopics, MissingTopics, requireTopics } from './kafka/topics.ts'
export { openTransactionalPublisher, type TransactionalPublisher } from './kafka/transactional-publisher.ts'
export type * from './ports.ts'
export {
  type Plan,
  type PlanProgress,
  type PlanRequest,
  ReplayDesk,
  type Replays,
} from './kafka/replay-desk.ts'
export { openReplays } from './kafka/replays.ts'
export type { DeadLetter } from './parking/dead-letter.ts'
export { decodeReplayRecord, type ReplayRecord } from './parking/replay-log.ts'
export { type ActualTopic, type TopicDifference, topicDifferences } from './topic-differences.ts'
export { countByReason, matches, type FailedFilter, selectedKeys } from './parking/select.ts'
