import { type KafkaConnection, withAdmin } from './connect.ts'

const CHECK_EVERY_MS = 15_000
const STUCK_AFTER_MS = 60_000

export interface Watched {
  /** The next offset to take of each assigned partition, undefined where none was taken yet; empty when it does not read on purpose. */
  readonly positions: () => Map<number, bigint | undefined>
  readonly onStuck: (partitions: number[]) => void
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
  const movedAt = new Map<number, { position: bigint; at: number }>()
  const timer = setInterval(() => {
    void check().catch(() => {})
  }, CHECK_EVERY_MS)
  timer.unref()

  async function check(): Promise<void> {
    const [ends, committed] = await withAdmin(kafka, async (admin) => [
      await admin.fetchTopicOffsets(topic),
      await admin.fetchOffsets({ groupId: group, topics: [topic] }),
    ])
    const committedOf = new Map(
      committed[0]?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
    )
    const positions = watched.positions()
    for (const partition of movedAt.keys()) if (!positions.has(partition)) movedAt.delete(partition)
    const now = Date.now()
    const stuck = ends.filter(({ partition, low, high }) => {
      if (!positions.has(partition)) return false
      const position = positions.get(partition) ?? maxOf(BigInt(low), committedOf.get(partition) ?? 0n)
      const seen = movedAt.get(partition)
      if (BigInt(high) > position && seen?.position === position) return now - seen.at > STUCK_AFTER_MS
      movedAt.set(partition, { position, at: now })
      return false
    })
    if (stuck.length > 0) watched.onStuck(stuck.map(({ partition }) => partition))
  }
  return () => clearInterval(timer)
}

function maxOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
