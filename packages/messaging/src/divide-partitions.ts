/** A member of a group, and the partitions that it had until now. */
export interface Member {
  readonly id: string
  readonly had: readonly number[]
}

interface Share {
  readonly id: string
  readonly partitions: number[]
  weight: number
}

/**
 * Divides partitions among the members so that each bears about the same weight. Whoever had a partition keeps it,
 * unless that is more than its share: what moves stands still for a moment. Of several that claim one the first by
 * id keeps it. Pure; the same answer whatever the order of the arguments.
 * @returns the partitions of each member, in ascending order
 */
export function dividePartitions(
  members: readonly Member[],
  partitions: readonly number[],
  weightOf: (partition: number) => number,
): Map<string, number[]> {
  const total = partitions.reduce((sum, partition) => sum + weightOf(partition), 0)
  const fair = Math.floor(total / members.length)
  // So many members may have one more.
  let spare = total % members.length
  // The heaviest first: they find a place while there is room.
  const open = new Set(partitions.toSorted((a, b) => weightOf(b) - weightOf(a) || a - b))
  const shares = members
    .toSorted(byId)
    .map(({ id, had }): Share & Member => ({ id, had, partitions: [], weight: 0 }))
  function give(share: Share, partition: number): void {
    open.delete(partition)
    share.partitions.push(partition)
    share.weight += weightOf(partition)
  }
  for (const share of shares) {
    for (const partition of open) {
      const weight = weightOf(partition)
      if (weight === 0 || !share.had.includes(partition)) continue
      const over = share.weight + weight - fair
      if (share.partitions.length > 0 && over > Math.min(1, spare)) continue
      give(share, partition)
      if (over > 0) spare -= Math.min(1, spare)
    }
  }
  for (const partition of open) {
    const [lightest] = shares.toSorted(
      (a, b) => a.weight - b.weight || a.partitions.length - b.partitions.length || byId(a, b),
    )
    if (lightest) give(lightest, partition)
  }
  return new Map(shares.map((share) => [share.id, share.partitions.toSorted((a, b) => a - b)]))
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}
