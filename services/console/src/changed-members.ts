import { differences } from '@channel-adapter/timeline'

/** What a correction changes, for the audit record: only the members that differ, by their place in the update. */
export function changedMembers(before: unknown, after: unknown): { before: object; after: object } {
  const changed = differences(before, after)
  return {
    before: Object.fromEntries(changed.map(({ place, before: was }) => [place, was])),
    after: Object.fromEntries(changed.map(({ place, after: is }) => [place, is])),
  }
}
