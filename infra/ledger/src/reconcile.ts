import { addDecimals } from '@channel-adapter/contracts'
import type { ErpFacts } from './erp-facts.ts'
import { findFaults, hasUpdate } from './findings.ts'
import type { Ledger } from './ledger.ts'

/** The totals that the dataset promises, for the orders of this run. */
export interface Expected {
  readonly orders: number
  readonly orderedQty: string
  readonly receivedQty: string
  readonly rejectedQty: string
  readonly subtotal: string
}

/** What is in .demo/report.json. Quantities and the subtotal are exact; `seconds` are measured. */
export interface Report {
  readonly ordersInErp: number
  readonly ordersPublished: number
  readonly snapshotsPublished: number
  readonly updatesProduced: number
  readonly updatesApplied: number
  readonly updatesRefused: number
  readonly updatesParked: number
  readonly changesByClerk: number
  readonly lost: number
  readonly twice: number
  readonly outOfOrder: number
  readonly orderedQty: number
  readonly receivedQty: number
  readonly rejectedQty: number
  readonly subtotal: string
  readonly seconds: Readonly<Record<string, number>>
  /** One line for each thing that does not fit; empty when everything reconciles. */
  readonly faults: readonly string[]
}

const MAX_EVIDENCE = 5

/**
 * Compares what the ERP says, over its API and its audit trail, with what the topics hold. Pure. The services' own
 * counters are not asked.
 */
export function reconcile(
  source: string,
  erp: ErpFacts,
  ledger: Ledger,
  expected: Expected,
  seconds: Readonly<Record<string, number>>,
): Report {
  const { lost, twice, outOfOrder } = findFaults(source, erp, ledger)
  const applied = new Set(erp.journal.filter(hasUpdate).map(({ update_id }) => update_id))
  const lines = erp.orders.flatMap((order) => order.lines)
  const sums = {
    orders: erp.orders.length,
    orderedQty: addDecimals(...lines.map(({ quantity }) => quantity)),
    receivedQty: addDecimals(...lines.map(({ received_quantity }) => received_quantity)),
    rejectedQty: addDecimals(...lines.map(({ rejected_quantity }) => rejected_quantity)),
    subtotal: addDecimals(...erp.orders.map(({ subtotal }) => subtotal)),
  }
  const withResult = (...results: string[]) =>
    [...ledger.outcomes.values()].filter((outcomes) => outcomes.every((outcome) => results.includes(outcome)))
      .length
  const updatesParked = withResult('PARKED')
  const faults = [
    ...evidence('lost', lost),
    ...evidence('took effect twice', twice),
    ...evidence('out of order', outOfOrder),
    ...differences(sums, expected),
    ...(ledger.snapshots.size === erp.orders.length
      ? []
      : [`${ledger.snapshots.size} orders published, ${erp.orders.length} in the ERP`]),
    ...(updatesParked > 0 ? [`${updatesParked} updates are parked`] : []),
  ]
  return {
    ordersInErp: erp.orders.length,
    ordersPublished: ledger.snapshots.size,
    snapshotsPublished: [...ledger.snapshots.values()].reduce((sum, { length }) => sum + length, 0),
    updatesProduced: ledger.updates.size,
    updatesApplied: applied.size,
    updatesRefused: withResult('REFUSED'),
    updatesParked,
    changesByClerk: erp.journal.filter(({ actor }) => actor === 'clerk').length,
    lost: lost.length,
    twice: twice.length,
    outOfOrder: outOfOrder.length,
    orderedQty: Number(sums.orderedQty),
    receivedQty: Number(sums.receivedQty),
    rejectedQty: Number(sums.rejectedQty),
    subtotal: withFourDigits(sums.subtotal),
    seconds,
    faults,
  }
}

function evidence(what: string, cases: readonly string[]): string[] {
  if (cases.length === 0) return []
  const more = cases.length > MAX_EVIDENCE ? `; and ${cases.length - MAX_EVIDENCE} more` : ''
  return [`${cases.length} ${what}: ${cases.slice(0, MAX_EVIDENCE).join('; ')}${more}`]
}

function differences(sums: Expected, expected: Expected): string[] {
  return (Object.keys(expected) as (keyof Expected)[])
    .filter((name) => sums[name] !== expected[name])
    .map((name) => `${name} is ${sums[name]}, expected ${expected[name]}`)
}

function withFourDigits(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.')
  return `${whole}.${fraction.padEnd(4, '0')}`
}
