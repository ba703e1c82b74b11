import { type MetricDeclaration, serveCounter, serveSamples } from '@channel-adapter/process'
import type { Counts, PartitionState } from './progress.ts'

export const metrics = {
  routed: {
    name: 'channel_adapter_routed_messages_total',
    help: 'Messages that were passed on, by what they are: order, outcome, update; or refused.',
    type: 'counter',
    labels: ['kind'],
  },
  behind: {
    name: 'channel_adapter_routing_behind_messages',
    help: 'Messages known to wait for being routed, of the partitions that this instance has.',
    type: 'gauge',
    labels: ['partition'],
  },
  failing: {
    name: 'channel_adapter_routing_failing',
    help: 'Whether (1) or not (0) the routing of a partition that this instance has failed, and has not begun anew since.',
    type: 'gauge',
    labels: ['partition'],
  },
} as const satisfies Record<string, MetricDeclaration>

export function serveStates(states: () => readonly PartitionState[]): void {
  serveSamples(metrics.behind, () =>
    states().map(({ partition, behind }) => ({ labels: { partition: String(partition) }, value: behind })),
  )
  serveSamples(metrics.failing, () =>
    states().map(({ partition, fault }) => ({
      labels: { partition: String(partition) },
      value: fault === undefined ? 0 : 1,
    })),
  )
}

/** @returns what is told of each batch that was routed */
export function serveRouted(): (counts: Counts) => void {
  const count = serveCounter(metrics.routed)
  return (counts) => {
    for (const [kind, many] of Object.entries(counts)) if (many > 0) count({ kind }, many)
  }
}
