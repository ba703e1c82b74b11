import { failureTopics } from '@channel-adapter/contracts'
import type { Consumer, EachBatchPayload } from 'kafkajs'
import { deliver, type DeliveryEffects } from '../deliver.ts'
import { KeyedWork } from '../keyed-work.ts'
import { OffsetWindow } from '../offset-window.ts'
import { backoffMs, endsWithin, pause } from '@channel-adapter/patience'
import { crashPoint, isOff } from '@channel-adapter/seams'
import type { Subscription, SubscriptionOptions, SubscriptionState } from '../ports.ts'
import type { KafkaConnection } from './connect.ts'
import { endableConsumer } from './endable-consumer.ts'
import { firstOffsets } from './first-offsets.ts'
import { incoming } from './incoming.ts'
import { noParking, openParking, type Parking } from './parking.ts'
import { createPublisher } from './publisher.ts'
import { requireTopics } from './topics.ts'
import { watchProgress } from './watch-progress.ts'

// After a kill -9 the group waits this long before it goes on without the dead member.
const SESSION_TIMEOUT_MS = 10_000
const REBALANCE_TIMEOUT_MS = 20_000
const COMMIT_EVERY_MS = 250
// A broker that is away notices by itself that we are gone.
const LEAVE_MS = 3000
const RETRY = { firstMs: 500, maxMs: 10_000 }

/** One assigned partition, for one generation of the group. */
interface Assigned {
  readonly partition: number
  /** Undefined until we know where to begin; nothing is taken before. */
  window: OffsetWindow | undefined
  committed: bigint
  highWatermark: bigint
  readonly pendingSince: Map<bigint, number>
}

/**
 * Joins the group and starts handling.
 * @throws when the broker cannot be reached within kafkajs' retries, or a topic that is needed does not exist
 */
export async function subscribe(kafka: KafkaConnection, asked: SubscriptionOptions): Promise<Subscription> {
  let failed = false
  // Its consumer, its watchdog and its reader of failures may each find that it cannot go on.
  const onFatal = (error: Error) => {
    if (!failed) asked.onFatal(error)
    failed = true
  }
  const options = { ...asked, onFatal }
  const { topic, group, handle } = options
  if (options.failureChannels === false) {
    await requireTopics(kafka, [topic])
    return started(new OrderedByKey(kafka, options, noParking))
  }
  await requireTopics(kafka, [topic, ...Object.values(failureTopics(topic, group))])
  const publisher = createPublisher(kafka)
  const parking = await openParking(kafka, publisher, { topic, group, handle, onFatal }).catch(
    async (error: unknown) => {
      await publisher.stop()
      throw error
    },
  )
  return started(
    new OrderedByKey(kafka, options, {
      ...parking,
      stop: async () => {
        await parking.stop()
        await publisher.stop()
      },
    }),
  )
}

async function started(subscription: OrderedByKey): Promise<Subscription> {
  try {
    await subscription.start()
    return subscription
  } catch (error) {
    await subscription.stop(0)
    throw error
  }
}

class OrderedByKey implements Subscription {
  readonly #kafka: KafkaConnection
  readonly #options: SubscriptionOptions
  readonly #consumer: Consumer
  readonly #endConsumer: () => Promise<void>
  readonly #heartbeatMs: number
  readonly #work: KeyedWork
  readonly #parking: Parking
  readonly #effects: DeliveryEffects
  #assigned = new Map<number, Assigned>()
  #generation = new AbortController()
  /** Settled when it is known what is parked in the partitions of this generation. */
  #begun: Promise<void> = Promise.resolve()
  #joined = false
  #stopping = false
  #lastProgressAt = Date.now()
  #committing: Promise<void> | undefined
  #commitTimer: NodeJS.Timeout | undefined
  #unwatch: () => void = () => {}

  constructor(kafka: KafkaConnection, options: SubscriptionOptions, parking: Parking) {
    this.#kafka = kafka
    this.#options = options
    this.#parking = parking
    this.#work = new KeyedWork({ concurrency: options.concurrency ?? 16, capacity: options.capacity ?? 4096 })
    const sessionTimeout = options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS
    this.#heartbeatMs = sessionTimeout / 5
    const config = {
      groupId: options.group,
      sessionTimeout,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      heartbeatInterval: this.#heartbeatMs,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
    }
    const { consumer, end } = endableConsumer(kafka, config, (error, restart) =>
      this.#crashed(error, restart),
    )
    this.#consumer = consumer
    this.#endConsumer = end
    this.#effects = {
      handle: options.handle,
      isParked: (key) => parking.isParked(key) && !isOff('parking'),
      putAside: (message, channel, failure) => parking.putAside(message, channel, failure),
      tellParked: async (message, failure) => options.onParked?.(message, failure),
      now: Date.now,
      log: kafka.log,
      failureChannels: parking !== noParking,
    }
  }

  async start(): Promise<void> {
    const { topic, group } = this.#options
    const consumer = this.#consumer
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
      this.#takeAssignment(payload.memberAssignment[topic] ?? []),
    )
    consumer.on(consumer.events.REBALANCING, () => (this.#joined = false))
    consumer.on(consumer.events.FETCH, () => (this.#lastProgressAt = Date.now()))
    // A batch of nothing but control records never reaches eachBatch, and is read all the same.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, batchSize, lastOffset } }) => {
      if (batchSize > 0) return
      this.#assigned.get(partition)?.window?.advance(BigInt(lastOffset) + 1n)
      this.#commitSoon()
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
          this.#fail(`${group} holds partitions ${partitions.join(', ')} of ${topic} and does not read them`),
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
      parkedKeys: this.#parking.parkedKeys(),
    }
  }

  async stop(graceMs = 15_000): Promise<void> {
    this.#stopping = true
    this.#unwatch()
    this.#pauseFetching()
    const generation = this.#generation
    this.#work.discardWaiting()
    await endsWithin(graceMs, this.#work.idle())
    generation.abort()
    clearTimeout(this.#commitTimer)
    if (!(await endsWithin(LEAVE_MS, this.#leave())))
      this.#kafka.log.warn(
        { group: this.#options.group },
        'the broker does not answer: left without its knowing',
      )
  }

  async #leave(): Promise<void> {
    await this.#commit()
    await Promise.all([this.#endConsumer(), this.#parking.stop()])
  }

  /** kafkajs assigns eagerly: at each join every partition is new, and begins at its committed offset. */
  #takeAssignment(partitions: readonly number[]): void {
    // A fetch that another broker was asked for before the join may still return, from behind what is now given up,
    // and kafkajs would read on from there: lost. Nothing passes until `#beginTerm` has set the place (trap T23).
    this.#pauseFetching()
    this.#giveUpWork()
    this.#generation = new AbortController()
    this.#assigned = new Map(
      partitions.map((partition) => [
        partition,
        { partition, window: undefined, committed: -1n, highWatermark: 0n, pendingSince: new Map() },
      ]),
    )
    this.#begun = this.#beginTerm(new Set(partitions), this.#generation.signal)
    this.#joined = true
    this.#kafka.log.info(
      { group: this.#options.group, topic: this.#options.topic, partitions },
      'partitions assigned',
    )
  }

  #crashed(error: Error, restart: boolean): void {
    const { group, topic } = this.#options
    this.#joined = false
    // kafkajs has left the group: what is at work may be another's already (trap T15).
    this.#giveUpWork()
    if (!restart) this.#fail(`the consumer of ${group} on ${topic} has stopped: ${error.message}`, error)
  }

  #giveUpWork(): void {
    this.#work.discardWaiting()
    this.#generation.abort()
    this.#assigned = new Map()
  }

  #pauseFetching(): void {
    try {
      this.#consumer.pause([{ topic: this.#options.topic }])
    } catch {
      // kafkajs refuses between a crash and its restart; then it fetches nothing anyway.
    }
  }

  /** Learns where to begin and what is parked, then lets messages come. */
  async #beginTerm(partitions: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
    const { group, topic } = this.#options
    const addToLane = (key: string, task: () => Promise<void>) => this.#work.add(key, task)
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        const begins = await firstOffsets(this.#kafka, topic, group)
        await this.#parking.begin({ partitions, signal, addToLane })
        if (signal.aborted || this.#stopping) return
        for (const [partition, assigned] of this.#assigned) {
          const offset = begins.get(partition) ?? 0n
          assigned.window = new OffsetWindow(offset)
          assigned.committed = offset
          this.#consumer.seek({ topic, partition, offset: String(offset) })
        }
        this.#consumer.resume([{ topic }])
        return
      } catch (error) {
        this.#kafka.log.warn({ group, error: String(error) }, 'cannot begin to read, trying again')
        await pause(backoffMs(attempt, RETRY), signal)
      }
    }
  }

  /** Takes a batch into work, as fast as there is room; what it could not take is fetched again. */
  async #takeBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload
    const assigned = this.#assigned.get(batch.partition)
    const { signal } = this.#generation
    const begun = this.#begun
    const current = () =>
      isRunning() &&
      !isStale() &&
      !this.#stopping &&
      this.#assigned.get(batch.partition) === assigned &&
      this.#begun === begun
    if (!assigned || !(await waitBeating(begun, this.#heartbeatMs, heartbeat, current))) return
    if (!assigned.window) return

    assigned.highWatermark = BigInt(batch.highWatermark)
    if (assigned.highWatermark < assigned.window.position) {
      // The log is shorter than what was read of it, so kafkajs began anew (trap T8).
      assigned.window = new OffsetWindow(BigInt(batch.firstOffset() ?? 0))
      assigned.committed = -1n
    }
    const { window } = assigned
    const accepts = this.#options.accepts
    for (const message of batch.messages) {
      const offset = BigInt(message.offset)
      const key = message.key?.toString() ?? ''
      if (accepts && !accepts(key)) {
        window.advance(offset + 1n)
        continue
      }
      if (this.#work.full && !(await this.#waitForRoom(heartbeat, current))) return
      if (!current()) return
      this.#take(assigned, window, incoming(batch.topic, batch.partition, message), signal)
      resolveOffset(message.offset)
    }
    const end = batch.lastOffset()
    window.advance(BigInt(end) + 1n)
    resolveOffset(end)
    this.#lastProgressAt = Date.now()
    this.#commitSoon()
    await heartbeat()
  }

  #waitForRoom(heartbeat: () => Promise<void>, current: () => boolean): Promise<boolean> {
    return waitBeating(this.#work.room(), this.#heartbeatMs, heartbeat, current)
  }

  #take(
    assigned: Assigned,
    window: OffsetWindow,
    message: ReturnType<typeof incoming>,
    signal: AbortSignal,
  ): void {
    window.begin(message.offset)
    if (isOff('commit-after-work')) window.done(message.offset)
    assigned.pendingSince.set(message.offset, message.timestamp)
    const lane = isOff('queue-per-order') ? `${message.key} ${message.offset}` : message.key
    this.#work.add(lane, async () => {
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
      crashPoint('apply.before-offset-commit')
      await this.#consumer.commitOffsets(
        offsets.map(({ assigned: { partition }, offset }) => ({
          topic: this.#options.topic,
          partition,
          offset: String(offset),
        })),
      )
      crashPoint('apply.offset-committed')
      for (const { assigned, offset } of offsets) assigned.committed = offset
    } catch (error) {
      // The group is rebalancing or the coordinator is away: what is uncommitted comes again and is recognised.
      this.#kafka.log.debug({ group: this.#options.group, error: String(error) }, 'offsets not committed')
      if (!this.#stopping) this.#commitSoon()
    }
  }

  /** What ends because it was told to is no failure. */
  #fail(reason: string, cause?: Error): void {
    if (this.#stopping) return
    this.#options.onFatal(new Error(reason, { cause }))
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
  everyMs: number,
  heartbeat: () => Promise<void>,
  current: () => boolean,
): Promise<boolean> {
  let waiting = true
  const ended = what.then(() => (waiting = false))
  while (waiting && current()) {
    const tick = new AbortController()
    await Promise.race([ended, pause(everyMs, tick.signal)])
    tick.abort()
    await heartbeat()
  }
  return current()
}
