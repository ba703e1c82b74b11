import { type Observation, stuckPartitions } from '../stuck-partitions.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'

const CHECK_EVERY_MS = 15_000
const STUCK_AFTER_MS = 60_000

export interface Watched {
  /** The next offset to take of each assigned partition, undefined where none was taken yet; empty when it does not read on purpose. */
  readonly positions: () => Map<number, bigint | undefined>
  /** Told at each look how far the log reaches. */
  readonly onEnds: (ends: Observation['ends']) => void
  readonly onStuck: (partitions: readonly number[]) => void
}

/**
 * Notices a partition that is held and not read (trap T10): the log has grown past our position, the broker answers
 * others, and ours has not moved for a minute. A broker that is away is no proof of anything.
 * @returns a function that ends the watch
 */
export function watchProgress(
  kafka: KafkaConnection,
  { topic, group }: { topic: string; group: string },
  watched: Watched,
): () => void {
  const stuckIn = stuckPartitions(STUCK_AFTER_MS)
  const timer = setInterval(() => {
    void check().catch(() => {})
  }, CHECK_EVERY_MS)
  timer.unref()

  async function check(): Promise<void> {
    const observed = await observe(kafka, topic, group)
    watched.onEnds(observed.ends)
    const stuck = stuckIn({ ...observed, positions: watched.positions() }, Date.now())
    if (stuck.length > 0) watched.onStuck(stuck)
  }
  return () => clearInterval(timer)
}

async function observe(
  kafka: KafkaConnection,
  topic: string,
  groupId: string,
): Promise<Omit<Observation, 'positions'>> {
  const [ends, committed] = await withAdmin(kafka, async (admin) => [
    await admin.fetchTopicOffsets(topic),
    await admin.fetchOffsets({ groupId, topics: [topic] }),
  ])
  return {
    ends: ends.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) })),
    committed: new Map(committed[0]?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)])),
  }
}
