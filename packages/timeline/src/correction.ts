import type { OrderUpdate } from '@channel-adapter/contracts'
import { differences } from './differences.ts'

/** What of an update a correction may not touch: by it the update is recognised, and its order kept. */
const IDENTITY = ['id', 'source', 'number', 'partner'] as const

/** @returns the members that would make another update of it */
export function identityChanged(before: OrderUpdate, after: OrderUpdate): string[] {
  return IDENTITY.filter((name) => before[name] !== after[name])
}

/** What a correction changes, for the audit record: only the members that differ, by their place in the update. */
export function changedMembers(before: unknown, after: unknown): { before: object; after: object } {
  const changed = differences(before, after)
  return {
    before: Object.fromEntries(changed.map(({ place, before: was }) => [place, was])),
    after: Object.fromEntries(changed.map(({ place, after: is }) => [place, is])),
  }
}
