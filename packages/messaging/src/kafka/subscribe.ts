import { failureTopics } from '@channel-adapter/contracts'
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs'
import { deliver, type DeliveryEffects } from '../deliver.ts'
import { KeyedWork, type Turn } from '../keyed-work.ts'
import { backoffMs, endsWithin, pause } from '@channel-adapter/patience'
import { isOff } from '@channel-adapter/seams'
import { inSpan, withLogFields } from '@channel-adapter/telemetry'
import { logFieldsOf, processSpan } from '../message-spans.ts'
import type { Handler, Subscription, SubscriptionOptions, SubscriptionState } from '../ports.ts'
import { sparingLog } from '../sparing-log.ts'
import { AssignedPartition } from './assigned-partition.ts'
import type { KafkaConnection } from './connect.ts'
import { endableConsumer } from './endable-consumer.ts'
import { firstOffsets } from './first-offsets.ts'
import { incoming } from './incoming.ts'
import { OffsetCommits } from './offset-commits.ts'
import { noParking, openParking, type Parking } from './parking.ts'
import { createPublisher } from './publisher.ts'
import { requireTopics } from './topics.ts'
import { waitBeating } from './wait-beating.ts'
import { watchProgress } from './watch-progress.ts'

// After a kill -9 the group waits this long before it goes on without the dead member.
const SESSION_TIMEOUT_MS = 10_000
const REBALANCE_TIMEOUT_MS = 20_000
// A broker that is away notices by itself that we are gone.
const LEAVE_MS = 3000
// A fetch is decoded at one go, which holds up all else, and is kept until its last message is taken. A batch that is
// larger comes whole (KIP-74).
const MAX_BYTES_PER_PARTITION = 256 * 1024
// Full with 4096 messages of 2 kB, or fewer that are larger.
const MOST_BYTES = 16 * 1024 * 1024
/** What a message takes in memory beside its bytes. */
const RECORD_BYTES = 2048
// What comes is told of at once. Where nothing does, each answer costs CPU. kafkajs' heartbeats lie between the fetches.
const MAX_WAIT_MS = 2000
const RETRY = { firstMs: 500, maxMs: 10_000 }

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
  const { topic, group } = asked
  const handle: Handler = (message, delivery) =>
    inSpan(
      () => processSpan(message, group),
      () => asked.handle(message, delivery),
    )
  const replay: Handler = (message, delivery) =>
    withLogFields(
      () => logFieldsOf(message),
      () => handle(message, delivery),
    )
  const options = { ...asked, handle, onFatal }
  if (options.failureChannels === false) {
    await requireTopics(kafka, [topic])
    return started(new OrderedByKey(kafka, options, noParking))
  }
  await requireTopics(kafka, [topic, ...Object.values(failureTopics(topic, group))])
  const publisher = createPublisher(kafka)
  const parking = await openParking(kafka, publisher, { topic, group, handle: replay, onFatal }).catch(
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
  readonly #commits: OffsetCommits
  #assigned = new Map<number, AssignedPartition>()
  #generation = new AbortController()
  /** Settled when it is known what is parked in the partitions of this generation. */
  #begun: Promise<void> = Promise.resolve()
  #joined = false
  readonly #stopping = new AbortController()
  #lastProgressAt = Date.now()
  #invalid = 0
  #unwatch: () => void = () => {}

  constructor(kafka: KafkaConnection, options: SubscriptionOptions, parking: Parking) {
    this.#kafka = kafka
    this.#options = options
    this.#parking = parking
    this.#work = new KeyedWork({
      concurrency: options.concurrency ?? 16,
      capacity: options.capacity ?? 4096,
      weight: options.mostBytes ?? MOST_BYTES,
    })
    if (options.paused) this.#work.pause()
    const sessionTimeout = options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS
    this.#heartbeatMs = sessionTimeout / 5
    const config = {
      groupId: options.group,
      sessionTimeout,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      heartbeatInterval: this.#heartbeatMs,
      maxWaitTimeInMs: Math.min(MAX_WAIT_MS, this.#heartbeatMs),
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
    }
    const { consumer, end } = endableConsumer(kafka, config, (error, restart) =>
      this.#crashed(error, restart),
    )
    this.#consumer = consumer
    this.#endConsumer = end
    const { topic, group } = options
    this.#commits = new OffsetCommits({
      assigned: () => this.#assigned.values(),
      commit: (offsets) => consumer.commitOffsets(offsets.map((offset) => ({ topic, ...offset }))),
      log: kafka.log,
      group,
    })
    this.#effects = {
      handle: options.handle,
      isParked: (key) => parking.isParked(key) && !isOff('parking'),
      putAside: async (message, channel, failure) => {
        await parking.putAside(message, channel, failure)
        if (channel === 'invalid') this.#invalid++
      },
      tellParked: async (message, failure) => options.onParked?.(message, failure),
      stopping: this.#stopping.signal,
      now: Date.now,
      log: kafka.log,
      sayInvalid: sparingLog(kafka.log, Date.now),
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
      this.#assigned.get(partition)?.pass(BigInt(lastOffset) + 1n)
      this.#commits.soon()
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
        onEnds: (ends) => {
          for (const { partition, high } of ends) this.#assigned.get(partition)?.grown(high)
        },
        onStuck: (partitions) =>
          this.#fail(`${group} holds partitions ${partitions.join(', ')} of ${topic} and does not read them`),
      },
    )
  }

  state(): SubscriptionState {
    const assigned = [...this.#assigned.values()]
    const pendingSince = assigned.flatMap(({ oldestPendingAt }) => oldestPendingAt ?? [])
    return {
      joined: this.#joined,
      partitions: [...this.#assigned.keys()],
      pending: this.#work.size,
      lag: assigned.reduce((sum, { lag }) => sum + lag, 0),
      oldestPendingAt: pendingSince.length > 0 ? Math.min(...pendingSince) : undefined,
      lastProgressAt: this.#lastProgressAt,
      parkedKeys: this.#parking.parkedKeys(),
      invalid: this.#invalid,
    }
  }

  pause(): void {
    this.#work.pause()
  }

  resume(): void {
    this.#work.resume()
  }

  async stop(graceMs = 15_000): Promise<void> {
    this.#stopping.abort()
    this.#unwatch()
    this.#pauseFetching()
    const generation = this.#generation
    this.#work.discardWaiting()
    await endsWithin(graceMs, this.#work.idle())
    generation.abort()
    if (!(await endsWithin(LEAVE_MS, this.#leave())))
      this.#kafka.log.warn(
        { group: this.#options.group },
        'the broker does not answer: left without its knowing',
      )
  }

  async #leave(): Promise<void> {
    await this.#commits.end()
    await Promise.all([this.#endConsumer(), this.#parking.stop()])
  }

  /** kafkajs assigns eagerly: at each join every partition is new, and begins at its committed offset. */
  #takeAssignment(partitions: readonly number[]): void {
    // A fetch that another broker was asked for before the join may still return, from behind what is now given up,
    // and kafkajs would read on from there: lost. Nothing passes until `#beginTerm` has set the place (trap T23).
    this.#pauseFetching()
    this.#giveUpWork()
    this.#generation = new AbortController()
    this.#assigned = new Map(partitions.map((partition) => [partition, new AssignedPartition(partition)]))
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
        if (signal.aborted || this.#stopping.signal.aborted) return
        for (const [partition, assigned] of this.#assigned) {
          const offset = begins.get(partition) ?? 0n
          assigned.begin(offset)
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
      !this.#stopping.signal.aborted &&
      this.#assigned.get(batch.partition) === assigned &&
      this.#begun === begun
    const beat = { everyMs: this.#heartbeatMs, heartbeat, current }
    if (!assigned || !(await waitBeating(begun, beat)) || !assigned.begun) return

    assigned.fetched(BigInt(batch.highWatermark), BigInt(batch.firstOffset() ?? 0))
    const accepts = this.#options.accepts
    for (const message of batch.messages) {
      const key = message.key?.toString() ?? ''
      if (accepts && !accepts(key)) {
        assigned.pass(BigInt(message.offset) + 1n)
        continue
      }
      if (this.#work.full && !(await waitBeating(this.#work.room(), beat))) return
      if (!current()) return
      this.#take(assigned, key, message, signal)
      resolveOffset(message.offset)
    }
    const end = batch.lastOffset()
    assigned.pass(BigInt(end) + 1n)
    resolveOffset(end)
    this.#lastProgressAt = Date.now()
    this.#commits.soon()
    await heartbeat()
  }

  // While it waits it is kept as it came: made into what handlers see, thousands of them would fill the memory.
  #take(assigned: AssignedPartition, key: string, message: KafkaMessage, signal: AbortSignal): void {
    const offset = BigInt(message.offset)
    const done = assigned.take(offset, Number(message.timestamp))
    if (isOff('commit-after-work')) done()
    const lane = isOff('queue-per-order') ? `${key} ${offset}` : key
    const work = async (turn: Turn) => {
      const received = incoming(this.#options.topic, assigned.partition, message)
      const delivered = withLogFields(
        () => logFieldsOf(received),
        () => deliver(received, signal, this.#effects, turn),
      )
      if (!(await delivered)) return
      this.#lastProgressAt = Date.now()
      done()
      this.#commits.soon()
    }
    // Only our patch tells it of a record, headers included.
    const bytes = message.size ?? message.value?.length ?? 0
    this.#work.add(lane, work, bytes + RECORD_BYTES)
  }

  /** What ends because it was told to is no failure. */
  #fail(reason: string, cause?: Error): void {
    if (this.#stopping.signal.aborted) return
    this.#options.onFatal(new Error(reason, { cause }))
  }

  #positions(): Map<number, bigint | undefined> {
    // Without room we do not read on purpose.
    if (!this.#joined || this.#work.full) return new Map()
    return new Map([...this.#assigned].map(([partition, { position }]) => [partition, position]))
  }
}
