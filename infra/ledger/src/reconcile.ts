import { addDecimals, orderKey } from '@channel-adapter/contracts'
import type { ErpFacts, JournalEntry } from './erp-facts.ts'
import type { Ledger, Place, SeenUpdate } from './ledger.ts'

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
  const effects = erp.journal.filter(hasUpdate)
  const effectsById = Map.groupBy(effects, ({ update_id }) => update_id)
  const lost = [
    ...unpublished(source, erp, ledger),
    ...withoutOutcome(ledger),
    ...acknowledgedWithoutEffect(ledger, effectsById),
  ]
  const twice = [...effectsTwice(effectsById), ...snapshotsTwice(ledger)]
  const outOfOrder = [...effectsOutOfOrder(source, effects, ledger), ...snapshotsOutOfOrder(ledger)]
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
    updatesApplied: effectsById.size,
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

type Effect = JournalEntry & { readonly update_id: string }

function hasUpdate(entry: JournalEntry): entry is Effect {
  return entry.update_id !== null
}

/** Orders whose present state is not the last one published. */
function unpublished(source: string, erp: ErpFacts, ledger: Ledger): string[] {
  return erp.orders.flatMap(({ number, version }) => {
    const snapshots = ledger.snapshots.get(orderKey({ source, number })) ?? []
    const last = snapshots.toSorted(byPlace).at(-1)
    if (last?.version === String(version)) return []
    return [`order ${number} is at version ${version}, published last was ${last ? last.version : 'nothing'}`]
  })
}

function withoutOutcome(ledger: Ledger): string[] {
  return [...ledger.updates.keys()]
    .filter((id) => !ledger.outcomes.has(id))
    .map((id) => `update ${id} has no outcome`)
}

function acknowledgedWithoutEffect(ledger: Ledger, effects: ReadonlyMap<string, unknown>): string[] {
  return [...ledger.outcomes]
    .filter(([id, results]) => results.some((result) => result.endsWith('APPLIED')) && !effects.has(id))
    .map(([id]) => `update ${id} is said to be applied and is not in the ERP`)
}

function effectsTwice(effects: ReadonlyMap<string, readonly Effect[]>): string[] {
  return [...effects]
    .filter(([, entries]) => entries.length > 1)
    .map(([id, entries]) => `update ${id} took effect ${entries.length} times on order ${entries[0]?.number}`)
}

function snapshotsTwice(ledger: Ledger): string[] {
  return [...ledger.snapshots].flatMap(([key, snapshots]) => {
    const versions = snapshots.map(({ version }) => version)
    return versions
      .filter((version, index) => versions.indexOf(version) !== index)
      .map((version) => `version ${version} of ${key} was published more than once`)
  })
}

/** The ERP must have taken an order's updates in the order in which the topic holds them. */
function effectsOutOfOrder(source: string, effects: readonly Effect[], ledger: Ledger): string[] {
  const byOrder = Map.groupBy(effects, ({ number }) => number)
  return [...byOrder].flatMap(([number, entries]) => {
    const places = entries.flatMap(({ update_id }) => firstPlace(ledger.updates.get(update_id)) ?? [])
    return inversions(places).map(
      (place) =>
        `order ${orderKey({ source, number })}: the update at offset ${place.offset} took effect too late`,
    )
  })
}

function snapshotsOutOfOrder(ledger: Ledger): string[] {
  return [...ledger.snapshots].flatMap(([key, snapshots]) =>
    snapshots
      .toSorted(byPlace)
      .filter(
        ({ version }, index, sorted) => index > 0 && Number(version) < Number(sorted[index - 1]?.version),
      )
      .map(({ version }) => `version ${version} of ${key} was published after a later one`),
  )
}

function firstPlace(updates: readonly SeenUpdate[] | undefined): Place | undefined {
  return updates?.toSorted(byPlace)[0]
}

function inversions(places: readonly Place[]): Place[] {
  return places.filter((place, index) => index > 0 && place.offset < (places[index - 1]?.offset ?? -1n))
}

// All messages of one key are in one partition, so offsets alone order them.
function byPlace(a: Place, b: Place): number {
  return a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0
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
