import type { Ledger } from '@channel-adapter/ledger'
import type { Posts } from '../load.ts'
import type { Sample } from './recovery.ts'

/** What is counted of each connection, and of all of them together under the bare name. */
export const STREAMS = ['orders', 'updates'] as const

const EVERY_MS = 1000

/** Counts every second what an observer has received, as a partner sees it. @returns the samples, growing, and how to stop */
export function startSampling(
  inboxes: ReadonlyMap<string, Ledger>,
  posts: Posts,
): { samples: readonly Sample[]; stop(): void } {
  const began = performance.now()
  const samples: Sample[] = []
  function sample(): void {
    const counts: Record<string, number> = { orders: 0, updates: 0, posts: posts.acknowledged.size }
    for (const [source, { snapshots, outcomes }] of inboxes) {
      let orders = 0
      for (const seen of snapshots.values()) orders += seen.length
      let updates = 0
      for (const results of outcomes.values()) if (results.includes('APPLIED')) updates++
      counts[`orders ${source}`] = orders
      counts[`updates ${source}`] = updates
      counts['orders'] = (counts['orders'] ?? 0) + orders
      counts['updates'] = (counts['updates'] ?? 0) + updates
    }
    samples.push({ atS: (performance.now() - began) / 1000, counts })
  }
  sample()
  const timer = setInterval(sample, EVERY_MS)
  return { samples, stop: () => clearInterval(timer) }
}
