import { type MetricDeclaration, type Sample, serveHistogram, serveSamples } from '@channel-adapter/process'
import type { OwnedConnection } from './app.ts'

const labels = ['connection'] as const

export const metrics = {
  lastPoll: {
    name: 'channel_adapter_last_poll_timestamp_seconds',
    help: 'When the ERP was last read with success; before the first time, since when it is tried. Of each connection that this instance extracts.',
    type: 'gauge',
    labels,
  },
  pollFailures: {
    name: 'channel_adapter_poll_failures_total',
    help: 'Attempts to read the ERP that failed.',
    type: 'counter',
    labels,
  },
  ordersPublished: {
    name: 'channel_adapter_orders_published_total',
    help: 'Snapshots of orders that were published.',
    type: 'counter',
    labels,
  },
  changeToPublication: {
    name: 'channel_adapter_change_to_publication_seconds',
    help: "From an order's change, by the ERP's clock, to its publication. A first reading of old orders lies in the last bucket.",
    type: 'histogram',
    labels,
    buckets: [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
  },
  paused: {
    name: 'channel_adapter_connection_paused',
    help: 'Whether an operator has paused the connection, as this service knows: 1 or 0.',
    type: 'gauge',
    labels,
  },
} as const satisfies Record<string, MetricDeclaration>

/** Serves the states of the connections, as they are whenever somebody asks. */
export function serveStates(states: () => readonly OwnedConnection[]): void {
  const read = (value: (state: OwnedConnection) => number | undefined) => (): Sample<'connection'>[] =>
    states().flatMap((state) => {
      const { connection } = state
      const found = value(state)
      return found === undefined ? [] : [{ labels: { connection }, value: found }]
    })
  serveSamples(
    metrics.lastPoll,
    read(({ lastPolledAt, readSince }) => seconds(lastPolledAt ?? readSince)),
  )
  serveSamples(
    metrics.pollFailures,
    read(({ failures }) => failures),
  )
  serveSamples(
    metrics.ordersPublished,
    read(({ published }) => published),
  )
  serveSamples(
    metrics.paused,
    read(({ paused }) => (paused ? 1 : 0)),
  )
}

/** @returns what is told of each order published */
export function servePublications(): (connection: string, milliseconds: number) => void {
  const took = serveHistogram(metrics.changeToPublication)
  return (connection, milliseconds) => took({ connection }, milliseconds / 1000)
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000
}
