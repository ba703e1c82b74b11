/** What is known of a topic's partitions at one moment. */
export interface Observation {
  /** First offset of each partition that is still there, and the one after the last that committed readers may read. */
  readonly ends: readonly { readonly partition: number; readonly low: bigint; readonly high: bigint }[]
  /** Of the group, where it has committed any. */
  readonly committed: ReadonlyMap<number, bigint>
  /** The next offset to take of each partition that we hold and mean to read; undefined where none was taken yet. */
  readonly positions: ReadonlyMap<number, bigint | undefined>
}

/**
 * Notices partitions that are held and not read: the log has grown past our position, and that has not moved for
 * longer than `stuckAfterMs`.
 * @returns what takes one observation after another, and says which partitions are stuck
 */
export function stuckPartitions(
  stuckAfterMs: number,
): (observation: Observation, now: number) => readonly number[] {
  const movedAt = new Map<number, { position: bigint; at: number }>()
  return ({ ends, committed, positions }, now) => {
    for (const partition of movedAt.keys()) if (!positions.has(partition)) movedAt.delete(partition)
    const stuck = ends.filter(({ partition, low, high }) => {
      if (!positions.has(partition)) return false
      const position = positions.get(partition) ?? maxOf(low, committed.get(partition) ?? 0n)
      const seen = movedAt.get(partition)
      if (high > position && seen?.position === position) return now - seen.at > stuckAfterMs
      movedAt.set(partition, { position, at: now })
      return false
    })
    return stuck.map(({ partition }) => partition)
  }
}

function maxOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
