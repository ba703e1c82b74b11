import { backoffMs, onAbort, pause } from '@channel-adapter/patience'
import kafkajs, { type Producer, type RecordMetadata, type TopicPartitions } from 'kafkajs'
import type { Logger } from '../ports.ts'

/** Where a transaction begins in one partition. */
export interface FirstWritten {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** How long markers may take, in milliseconds, of a broker that answers. Most are there after one to twenty. */
const MARKERS_MS = 1000
/** How long somebody else's transaction may be in front: until its timeout, and the broker's next look at those. */
const OTHERS_MS = 30_000
const LOOK_AGAIN = { firstMs: 2, maxMs: 100 }

/** Of what a broker answered to the batches of one transaction, in their order. Pure. */
export function firstWritten(answers: readonly RecordMetadata[]): FirstWritten[] {
  const first = new Map<string, FirstWritten>()
  for (const { topicName: topic, partition, baseOffset } of answers) {
    const name = `${topic} ${partition}`
    // Of a repetition, the broker may no longer know where it lies.
    if (baseOffset === undefined || baseOffset === '-1' || first.has(name)) continue
    first.set(name, { topic, partition, offset: BigInt(baseOffset) })
  }
  return [...first.values()]
}

/**
 * Resolves when committed readers can see a committed transaction, or the signal is aborted.
 *
 * The coordinator answers a commit as soon as it has noted it, and only then has the markers written that end the
 * transaction in each partition. Killed in between, it goes on when it is back; but a partition that has no leader at
 * that moment it takes for deleted (KAFKA-20734), and committed readers never get past there. Markers of any later
 * commit of the same producer end it as well, so an empty transaction is committed over what stays hidden.
 *
 * A broker that is away is waited for. Somebody else's open transaction in front is waited for a second; where the
 * broker was away, so that something of ours may be missing behind it, half a minute.
 * @throws when another has opened the transactional id meanwhile, or kafkajs gives up
 */
export async function untilVisible(
  producer: Producer,
  written: readonly FirstWritten[],
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const seen = endedEverywhere(producer, written, log, signal)
  const { promise: aborted, resolve: leave } = Promise.withResolvers<void>()
  const callOff = onAbort(signal, leave)
  try {
    await Promise.race([seen, aborted])
  } finally {
    callOff()
    seen.catch(() => {})
  }
}

async function endedEverywhere(
  producer: Producer,
  written: readonly FirstWritten[],
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let hidden: readonly Hidden[] = written.map((each) => ({ ...each, foremost: false }))
  let answeringSince: number | undefined
  let wasAway = false
  let endedAgain = false
  for (let look = 1; ; look++) {
    const askedAt = performance.now()
    try {
      hidden = await stillHidden(producer, hidden)
      answeringSince ??= performance.now()
    } catch (error) {
      if (!wasAway)
        log.warn({ error: String(error) }, 'whether what was committed can be seen is asked again')
      wasAway = true
      answeringSince = undefined
      endedAgain = false
    }
    // kafkajs may have connected anew without a word.
    wasAway ||= performance.now() - askedAt > MARKERS_MS
    const answeredMs = answeringSince === undefined ? 0 : performance.now() - answeringSince
    if (hidden.length === 0 || signal.aborted || answeredMs > OTHERS_MS) return

    if (answeredMs > MARKERS_MS) {
      const foremost = hidden.filter((each) => each.foremost)
      // What is still to come is somebody else's: a broker that was there all the time has written ours.
      if (foremost.length === 0 && !wasAway) return
      if (foremost.length > 0 && !endedAgain) {
        const partitions = byTopic(foremost)
        log.warn({ partitions }, 'the broker has forgotten the end of a transaction: it is written once more')
        await endOnceMore(producer, partitions, signal)
        endedAgain = true
      }
    }
    await pause(backoffMs(look, LOOK_AGAIN, 1), signal)
  }
}

interface Hidden extends FirstWritten {
  /** Nothing else hides it: it is the first in its partition that readers cannot see. */
  readonly foremost: boolean
}

async function stillHidden(producer: Producer, written: readonly FirstWritten[]): Promise<readonly Hidden[]> {
  const stable = new Map<string, bigint>()
  for (const { topic, partitions } of await producer.stableOffsets(byTopic(written))) {
    for (const { partition, offset } of partitions) stable.set(`${topic} ${partition}`, BigInt(offset))
  }
  return written.flatMap(({ topic, partition, offset }) => {
    const end = stable.get(`${topic} ${partition}`) ?? 0n
    return end > offset ? [] : [{ topic, partition, offset, foremost: end === offset }]
  })
}

async function endOnceMore(
  producer: Producer,
  partitions: TopicPartitions[],
  signal: AbortSignal,
): Promise<void> {
  const transaction = await producer.transaction()
  for (let attempt = 1; ; attempt++) {
    try {
      await transaction.addPartitions(partitions)
      break
    } catch (error) {
      // The coordinator answers so for as long as it is at work on the end of the one before.
      if (signal.aborted || !(error instanceof kafkajs.KafkaJSError && error.retriable)) throw error
      await pause(backoffMs(attempt, LOOK_AGAIN, 1), signal)
    }
  }
  await transaction.commit()
}

function byTopic(written: readonly FirstWritten[]): TopicPartitions[] {
  return [...Map.groupBy(written, ({ topic }) => topic)].map(([topic, begun]) => ({
    topic,
    partitions: begun.map(({ partition }) => partition),
  }))
}
