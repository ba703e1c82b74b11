import { failureTopics } from '@channel-adapter/contracts'
import type { Consumer, EachBatchPayload } from 'kafkajs'
import { deliver, type DeliveryEffects } from '../deliver.ts'
import { failedMessage } from '../failure-channels.ts'
import { KeyedWork } from '../keyed-work.ts'
import { OffsetWindow } from '../offset-window.ts'
import { pause } from '../backoff.ts'
import type { Publisher, Subscription, SubscriptionOptions, SubscriptionState } from '../ports.ts'
import type { KafkaConnection } from './connect.ts'
import { incoming } from './incoming.ts'
import { parkedKeysReader, type ReadParkedKeys } from './parking.ts'
import { createPublisher } from './publisher.ts'
import { watchProgress } from './watch-progress.ts'

// After a kill -9 the group waits this long before it goes on without the dead member.
const SESSION_TIMEOUT_MS = 10_000
const REBALANCE_TIMEOUT_MS = 20_000
const HEARTBEAT_MS = 2000
const COMMIT_EVERY_MS = 250

/** One assigned partition, for one generation of the group. */
interface Assigned {
  readonly partition: number
  window: OffsetWindow | undefined
  committed: bigint
  highWatermark: bigint
  readonly pendingSince: Map<bigint, number>
}

/** Joins the group and starts handling. @throws when the broker cannot be reached within kafkajs' retries */
export async function subscribe(kafka: KafkaConnection, options: SubscriptionOptions): Promise<Subscription> {
  const failureChannels = options.failureChannels ?? true
  const channels = failureTopics(options.topic, options.group)
  const subscription = new OrderedByKey(
    kafka,
    options,
    failureChannels ? createPublisher(kafka) : undefined,
    // oxlint-disable-next-line typescript/require-await -- an observer parks nothing
    failureChannels ? parkedKeysReader(kafka, channels.deadLetter) : async () => new Set(),
  )
  await subscription.start()
  return subscription
}

class OrderedByKey implements Subscription {
  readonly #kafka: KafkaConnection
  readonly #options: SubscriptionOptions
  readonly #consumer: Consumer
  readonly #work: KeyedWork
  readonly #failures: Publisher | undefined
  readonly #readParkedKeys: ReadParkedKeys
  readonly #effects: DeliveryEffects
  #assigned = new Map<number, Assigned>()
  #generation = new AbortController()
  #parked: Promise<Set<string>> = Promise.resolve(new Set())
  #parkedNow = new Set<string>()
  #joined = false
  #stopping = false
  #lastProgressAt = Date.now()
  #committing: Promise<void> | undefined
  #commitTimer: NodeJS.Timeout | undefined
  #unwatch: () => void = () => {}

  constructor(
    kafka: KafkaConnection,
    options: SubscriptionOptions,
    failures: Publisher | undefined,
    readParkedKeys: ReadParkedKeys,
  ) {
    this.#kafka = kafka
    this.#options = options
    this.#failures = failures
    this.#readParkedKeys = readParkedKeys
    this.#work = new KeyedWork({ concurrency: options.concurrency ?? 16, capacity: options.capacity ?? 4096 })
    this.#consumer = kafka.consumer({
      groupId: options.group,
      sessionTimeout: options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
    })
    this.#effects = {
      handle: options.handle,
      isParked: (key) => this.#parkedNow.has(key),
      putAside: async (message, channel, failure) => {
        if (channel === 'deadLetter') this.#parkedNow.add(message.key)
        await this.#failures?.publish([failedMessage(message, options.group, channel, failure)])
      },
      tellParked: async (message, failure) => options.onParked?.(message, failure),
      now: Date.now,
      log: kafka.log,
      failureChannels: failures !== undefined,
    }
  }

  async start(): Promise<void> {
    const { topic, group, onFatal } = this.#options
    const consumer = this.#consumer
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
      this.#takeAssignment(payload.memberAssignment[topic] ?? []),
    )
    consumer.on(consumer.events.REBALANCING, () => (this.#joined = false))
    consumer.on(consumer.events.FETCH, () => (this.#lastProgressAt = Date.now()))
    // A batch of nothing but control records never reaches eachBatch, and is read all the same.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, batchSize, lastOffset } }) => {
      const assigned = this.#assigned.get(partition)
      if (!assigned || batchSize > 0) return
      assigned.window ??= new OffsetWindow(0n)
      assigned.window.advance(BigInt(lastOffset) + 1n)
    })
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      this.#joined = false
      if (!restart)
        onFatal(new Error(`the consumer of ${group} has stopped: ${error.message}`, { cause: error }))
    })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // Each partition's batch may wait for room of its own; none must wait for another's.
      partitionsConsumedConcurrently: 64,
      eachBatch: (payload) => this.#takeBatch(payload),
    })
    this.#unwatch = watchProgress(
      this.#kafka,
      { topic, group },
      {
        positions: () => this.#positions(),
        onStuck: (partitions) =>
          onFatal(
            new Error(
              `${group} holds partitions ${partitions.join(', ')} of ${topic} and does not read them`,
            ),
          ),
      },
    )
  }

  state(): SubscriptionState {
    const assigned = [...this.#assigned.values()]
    const lag = assigned.reduce((sum, { window, highWatermark }) => {
      const behind = window && highWatermark > window.position ? highWatermark - window.position : 0n
      return sum + Number(behind)
    }, 0)
    let oldest: number | undefined
    for (const { pendingSince } of assigned) {
      // Insertion order is offset order: the first is the oldest.
      const [first] = pendingSince.values()
      if (first !== undefined && (oldest === undefined || first < oldest)) oldest = first
    }
    return {
      joined: this.#joined,
      partitions: [...this.#assigned.keys()],
      pending: this.#work.size,
      lag,
      oldestPendingAt: oldest,
      lastProgressAt: this.#lastProgressAt,
      parkedKeys: this.#parkedNow.size,
    }
  }

  async stop(graceMs = 15_000): Promise<void> {
    this.#stopping = true
    this.#unwatch()
    this.#consumer.pause([{ topic: this.#options.topic }])
    const generation = this.#generation
    this.#work.discardWaiting()
    const grace = new AbortController()
    await Promise.race([this.#work.idle(), pause(graceMs, grace.signal)])
    grace.abort()
    generation.abort()
    clearTimeout(this.#commitTimer)
    await this.#commit()
    await this.#consumer.disconnect()
    await this.#failures?.stop()
  }

  /** kafkajs assigns eagerly: at each join every partition is new, and begins at its committed offset. */
  #takeAssignment(partitions: readonly number[]): void {
    this.#work.discardWaiting()
    this.#generation.abort()
    this.#generation = new AbortController()
    this.#assigned = new Map(
      partitions.map((partition) => [
        partition,
        { partition, window: undefined, committed: -1n, highWatermark: 0n, pendingSince: new Map() },
      ]),
    )
    this.#parked = this.#loadParkedKeys(partitions, this.#generation.signal)
    this.#joined = true
    this.#kafka.log.info(
      { group: this.#options.group, topic: this.#options.topic, partitions },
      'partitions assigned',
    )
  }

  async #loadParkedKeys(partitions: readonly number[], signal: AbortSignal): Promise<Set<string>> {
    for (;;) {
      try {
        const parked = partitions.length > 0 ? await this.#readParkedKeys(partitions) : new Set<string>()
        this.#parkedNow = parked
        return parked
      } catch (error) {
        this.#kafka.log.warn(
          { group: this.#options.group, error: String(error) },
          'cannot read the Dead Letter Channel, trying again',
        )
        await pause(1000, signal)
        if (signal.aborted) return this.#parkedNow
      }
    }
  }

  /** Takes a batch into work, as fast as there is room; what it could not take is fetched again. */
  async #takeBatch({ batch, resolveOffset, heartbeat, isRunning }: EachBatchPayload): Promise<void> {
    const assigned = this.#assigned.get(batch.partition)
    const { signal } = this.#generation
    const parked = this.#parked
    const current = () =>
      isRunning() &&
      !this.#stopping &&
      this.#assigned.get(batch.partition) === assigned &&
      this.#parked === parked
    if (!assigned || !(await waitBeating(parked, heartbeat, current))) return

    assigned.highWatermark = BigInt(batch.highWatermark)
    const accepts = this.#options.accepts
    for (const message of batch.messages) {
      const offset = BigInt(message.offset)
      assigned.window ??= new OffsetWindow(offset)
      const key = message.key?.toString() ?? ''
      if (accepts && !accepts(key)) {
        assigned.window.advance(offset + 1n)
        continue
      }
      if (this.#work.full && !(await this.#waitForRoom(heartbeat, current))) return
      if (!current()) return
      this.#take(assigned, assigned.window, incoming(batch.topic, batch.partition, message), signal)
      resolveOffset(message.offset)
    }
    const end = batch.lastOffset()
    assigned.window?.advance(BigInt(end) + 1n)
    resolveOffset(end)
    this.#lastProgressAt = Date.now()
    this.#commitSoon()
    await heartbeat()
  }

  #waitForRoom(heartbeat: () => Promise<void>, current: () => boolean): Promise<boolean> {
    return waitBeating(this.#work.room(), heartbeat, current)
  }

  #take(
    assigned: Assigned,
    window: OffsetWindow,
    message: ReturnType<typeof incoming>,
    signal: AbortSignal,
  ): void {
    window.begin(message.offset)
    assigned.pendingSince.set(message.offset, message.timestamp)
    this.#work.add(message.key, async () => {
      const done = await deliver(message, signal, this.#effects)
      if (!done) return
      this.#lastProgressAt = Date.now()
      assigned.pendingSince.delete(message.offset)
      window.done(message.offset)
      this.#commitSoon()
    })
  }

  #commitSoon(): void {
    this.#commitTimer ??= setTimeout(() => {
      this.#commitTimer = undefined
      void this.#commit()
    }, COMMIT_EVERY_MS)
  }

  async #commit(): Promise<void> {
    await this.#committing
    this.#committing = this.#commitNow().finally(() => (this.#committing = undefined))
    await this.#committing
  }

  async #commitNow(): Promise<void> {
    const due = [...this.#assigned.values()].filter(
      ({ window, committed }) => window !== undefined && window.committable > committed,
    )
    if (due.length === 0) return
    const offsets = due.map((assigned) => ({ assigned, offset: assigned.window?.committable ?? 0n }))
    try {
      await this.#consumer.commitOffsets(
        offsets.map(({ assigned: { partition }, offset }) => ({
          topic: this.#options.topic,
          partition,
          offset: String(offset),
        })),
      )
      for (const { assigned, offset } of offsets) assigned.committed = offset
    } catch (error) {
      // The group is rebalancing or the coordinator is away: what is uncommitted comes again and is recognised.
      this.#kafka.log.debug({ group: this.#options.group, error: String(error) }, 'offsets not committed')
      if (!this.#stopping) this.#commitSoon()
    }
  }

  #positions(): Map<number, bigint | undefined> {
    // Without room we do not read on purpose.
    if (!this.#joined || this.#work.full) return new Map()
    return new Map([...this.#assigned].map(([partition, { window }]) => [partition, window?.position]))
  }
}

/**
 * Waits for something while telling the group that we are alive: heartbeats come from the work loop, so that they
 * end when it does (trap T16).
 * @returns false when the batch is no longer ours
 */
async function waitBeating(
  what: Promise<unknown>,
  heartbeat: () => Promise<void>,
  current: () => boolean,
): Promise<boolean> {
  let waiting = true
  const ended = what.then(() => (waiting = false))
  while (waiting && current()) {
    const tick = new AbortController()
    await Promise.race([ended, pause(HEARTBEAT_MS, tick.signal)])
    tick.abort()
    await heartbeat()
  }
  return current()
}
