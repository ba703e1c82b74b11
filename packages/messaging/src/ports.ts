import type { InvalidMessage } from '@channel-adapter/contracts'

/** A logger as pino's: the only thing this package asks of one. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Bytes that texts do not tell: they are no UTF-8, a header has no value or more than one, or there is no key. */
export interface ExactBytes {
  readonly key?: Buffer | null
  /** By name; of those only that texts do not tell. */
  readonly headers?: Readonly<Record<string, readonly (Buffer | null)[]>>
}

/** A message to be published. The key decides the partition, as Java's default partitioner does. */
export interface OutgoingMessage {
  readonly topic: string
  readonly key: string
  /** null is a tombstone, on a compacted topic only. */
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
  /** Only where the key must not decide, as in the failure channels. */
  readonly partition?: number
  /** Instead of the texts, so that what is put aside has the bytes that it came with. */
  readonly exact?: ExactBytes
}

/** A message as it was received. */
export interface IncomingMessage {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Empty when the message has none. */
  readonly key: string
  /** Empty for a tombstone or a message without value. */
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
  /** When the broker or the producer stamped it, in milliseconds since the epoch. */
  readonly timestamp: number
  /** Only where key and headers do not tell it all. */
  readonly exact?: ExactBytes
  /** Why its bytes cannot be had: it is the last of a batch that is not read, and stands for all of it. Key, value and headers are empty then. */
  readonly unreadable?: InvalidMessage
}

/** Publishes messages that share nothing but the road. Safe to call concurrently. */
export interface Publisher {
  /**
   * Resolves once every in-sync replica has the messages; those of one call keep their order.
   * @throws {PublisherOverloaded} when too much is waiting already: nothing was sent
   * @throws {PublishFailed} when the broker did not confirm in time; `outcome` says whether they may have been stored
   */
  publish(messages: readonly OutgoingMessage[]): Promise<void>
  /** Sends what waits, then disconnects. */
  stop(): Promise<void>
}

/** Why a message could not be handled. */
export interface Failure {
  /** Stable: docs/failures.md has a heading for each. */
  readonly code: string
  readonly text: string
  readonly stack?: string
  readonly attempts: number
  /** When it first failed, RFC 3339. */
  readonly firstFailedAt: string
}

/** What a handler is given beside the message. */
export interface Delivery {
  /** Aborted when the message is no longer ours: the partition went to another member, or the process is stopping hard. Check it before each effect. */
  readonly signal: AbortSignal
  /** 1 for the first delivery within this process. */
  readonly attempt: number
  /** Whether so many messages wait in trouble of their own (`Transient.ownTrouble`) that this one should not, too: it would take the room of those that are in none. */
  readonly crowded: boolean
}

/**
 * What is left to do for a message when its effect is there: to tell of it. The next message of its key begins at once.
 * An error that is transient has it tried again, alone; any other sends the message to the Dead Letter Channel.
 */
export type Conclusion = () => Promise<void>

/**
 * Handles one message. When it resolves the message is done, or is once the conclusion that it returns is. It may throw:
 * - an error that `classify` (errors.ts) takes for transient: the message is tried again, after a growing wait, for ever;
 *   later messages of the same key wait behind it, those of other keys do not;
 * - one for an invalid message: it goes to the Invalid Message Channel;
 * - any other, a bug in the handler included: it goes to the Dead Letter Channel, and so do later ones of its key.
 */
export type Handler = (message: IncomingMessage, delivery: Delivery) => Promise<void | Conclusion>

export interface SubscriptionOptions {
  /** The consumer group: who the messages are for. */
  readonly group: string
  readonly topic: string
  /** Keys that concern this group; the others are skipped undecoded. Default: all. */
  readonly accepts?: (key: string) => boolean
  readonly handle: Handler
  /** How many keys may be at work at a time, over all partitions. Default 16. */
  readonly concurrency?: number
  /** How many messages may be taken from the broker and not yet be done. Default 4096. */
  readonly capacity?: number
  /** What these may take in memory, in bytes: theirs, headers included, and 2 kB for each. Default 16 MiB. */
  readonly mostBytes?: number
  /** Whether failure channels exist for this group (see contracts: failureTopicDeclarations). Default true; false for a mere observer, which then waits for ever on what it cannot handle. */
  readonly failureChannels?: boolean
  /** Whether it begins paused. Default false. */
  readonly paused?: boolean
  /** How long a member may be silent before the group goes on without it; milliseconds, default 10,000. Kafka's brokers allow 6,000 to 1,800,000. */
  readonly sessionTimeoutMs?: number
  /** Called after a message has gone to the Dead Letter Channel, so that its sender can be told. May be called again for the same message after a crash. */
  readonly onParked?: (message: IncomingMessage, failure: Failure) => Promise<void>
  /** Called once when the subscription can no longer go on (deaf consumer, no progress): the process should exit non-zero and be started again. */
  readonly onFatal: (error: Error) => void
}

/** A running subscription. Messages of one key are handled one after the other, in order; different keys in parallel. */
export interface Subscription {
  /** What a readiness check and metrics need; cheap. */
  state(): SubscriptionState
  /** Begins no further message; what is at work goes on. It stays in its group, and what comes waits: in memory up to `capacity`, then in the topic. */
  pause(): void
  resume(): void
  /** Takes no new work, lets what is at work finish within the grace, commits, leaves the group. */
  stop(graceMs?: number): Promise<void>
}

export interface SubscriptionState {
  /** Whether the member is in the group now. */
  readonly joined: boolean
  readonly partitions: readonly number[]
  /** Messages taken and not yet done. */
  readonly pending: number
  /** Messages of the assigned partitions that lie behind what was taken; at most 15 s old. */
  readonly lag: number
  /** Broker timestamp of the oldest message not yet done, in milliseconds since the epoch. */
  readonly oldestPendingAt: number | undefined
  /** When a message was last done or a fetch last returned, in milliseconds since the epoch. */
  readonly lastProgressAt: number
  /** Keys whose messages go to the Dead Letter Channel because an earlier one is there. */
  readonly parkedKeys: number
  /** Messages put into the Invalid Message Channel since the start. */
  readonly invalid: number
}
