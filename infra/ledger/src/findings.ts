import { orderKey } from '@channel-adapter/contracts'
import type { ErpFacts, JournalEntry } from './erp-facts.ts'
import type { Ledger, SeenUpdate } from './ledger.ts'
import type { Place } from './places.ts'

/** What does not fit, each in a sentence. */
export interface Findings {
  readonly lost: readonly string[]
  readonly twice: readonly string[]
  readonly outOfOrder: readonly string[]
}

/** Compares what the ERP says, over its API and its audit trail, with what the topics hold. Pure. */
export function findFaults(source: string, erp: ErpFacts, ledger: Ledger): Findings {
  const effects = erp.journal.filter(hasUpdate)
  const effectsById = Map.groupBy(effects, ({ update_id }) => update_id)
  return {
    lost: [
      ...unpublished(source, erp, ledger),
      ...withoutOutcome(ledger),
      ...acknowledgedWithoutEffect(ledger, effectsById),
    ],
    twice: [...effectsTwice(effectsById), ...snapshotsTwice(ledger)],
    outOfOrder: [...effectsOutOfOrder(source, effects, ledger), ...snapshotsOutOfOrder(ledger)],
  }
}

/** A change that an update brought about. */
export type Effect = JournalEntry & { readonly update_id: string }

export function hasUpdate(entry: JournalEntry): entry is Effect {
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
export function byPlace(a: Place, b: Place): number {
  return a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0
}
