import { type OrderUpdateOutcome, UNROUTED } from '@channel-adapter/contracts'
import type { GateReport } from '@channel-adapter/erp'
import { type MetricDeclaration, serveCounter, serveHistogram, serveSamples } from '@channel-adapter/process'
import type { AppliedConnection } from './app.ts'

const labels = ['connection'] as const

export const metrics = {
  oldestUpdate: {
    name: 'channel_adapter_oldest_update_timestamp_seconds',
    help: 'When the oldest update that is not applied yet was sent. Not there while none waits.',
    type: 'gauge',
    labels,
  },
  updatesWaiting: {
    name: 'channel_adapter_updates_waiting',
    help: 'Messages of this instance that are not done yet, at work or in the topic, those for other connections among the latter.',
    type: 'gauge',
    labels,
  },
  ordersParked: {
    name: 'channel_adapter_orders_parked',
    help: 'Orders of which an update is parked, over all partitions: every instance says the same.',
    type: 'gauge',
    labels,
  },
  invalidMessages: {
    name: 'channel_adapter_invalid_messages_total',
    help: 'Messages that were put into the Invalid Message Channel.',
    type: 'counter',
    labels,
  },
  outcomes: {
    name: 'channel_adapter_update_outcomes_total',
    help: 'Outcomes told, by result: APPLIED, ALREADY_APPLIED, REFUSED, PARKED.',
    type: 'counter',
    labels: ['connection', 'result'],
  },
  updateToOutcome: {
    name: 'channel_adapter_update_to_outcome_seconds',
    help: 'From the sending of an update to its outcome.',
    type: 'histogram',
    labels,
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
  },
  circuit: {
    name: 'channel_adapter_circuit_state',
    help: 'The circuit before the ERP, by state: 1 for the one it is in, 0 for the others.',
    type: 'gauge',
    labels: ['connection', 'state'],
  },
  paused: {
    name: 'channel_adapter_connection_paused',
    help: 'Whether an operator has paused the connection, as this service knows: 1 or 0.',
    type: 'gauge',
    labels,
  },
} as const satisfies Record<string, MetricDeclaration>

const CIRCUITS = ['closed', 'open', 'half-open'] as const satisfies GateReport['circuit'][]

/** Serves the states of the connections and of the gates before their ERPs, as they are whenever somebody asks. */
export function serveStates(
  states: () => readonly AppliedConnection[],
  gated: readonly { readonly erp: { readonly id: string }; readonly gate: { report(): GateReport } }[],
): void {
  const read = (value: (applied: AppliedConnection) => number | undefined) => () =>
    states().flatMap((applied) => {
      const found = value(applied)
      return found === undefined ? [] : [{ labels: { connection: applied.connection }, value: found }]
    })
  serveSamples(
    metrics.oldestUpdate,
    read(({ state }) => (state.oldestPendingAt === undefined ? undefined : state.oldestPendingAt / 1000)),
  )
  serveSamples(
    metrics.updatesWaiting,
    read(({ state }) => state.pending + state.lag),
  )
  serveSamples(
    metrics.ordersParked,
    read(({ state }) => state.parkedKeys),
  )
  serveSamples(
    metrics.invalidMessages,
    read(({ state }) => state.invalid),
  )
  serveSamples(
    metrics.paused,
    read(({ connection, paused }) => (connection === UNROUTED ? undefined : paused ? 1 : 0)),
  )
  serveSamples(metrics.circuit, () =>
    gated.flatMap(({ erp, gate }) => {
      const { circuit } = gate.report()
      return CIRCUITS.map((state) => ({
        labels: { connection: erp.id, state },
        value: state === circuit ? 1 : 0,
      }))
    }),
  )
}

/** @returns what is told of each outcome */
export function serveOutcomes(): (
  connection: string,
  result: OrderUpdateOutcome['result'],
  milliseconds: number,
) => void {
  const count = serveCounter(metrics.outcomes)
  const took = serveHistogram(metrics.updateToOutcome)
  return (connection, result, milliseconds) => {
    count({ connection, result })
    took({ connection }, milliseconds / 1000)
  }
}
