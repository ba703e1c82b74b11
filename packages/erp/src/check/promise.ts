import type { Capabilities } from '../port.ts'

/** What follows from what an ERP can give, in words: docs/guarantees.md in short. Pure. */
export function promiseOf({ changes, versionCondition, updateId }: Capabilities): string[] {
  return [
    CHANGES[changes],
    versionCondition === 'none' ? UNCONDITIONAL : CONDITIONAL,
    updateId ? KNOWN : UNKNOWN,
  ]
}

const CHANGES: Readonly<Record<Capabilities['changes'], string>> = {
  keyset: 'Every change is published once, also one that becomes visible within overlapMs.',
  timestamp:
    'Every change is published once, also one that becomes visible within overlapMs; the orders of the last moment are read again at each poll.',
  sequence:
    'Every change is published once; one whose number becomes visible after a larger one was read is missed until the order changes again.',
  none: 'Every order is read again and again, and published once for each change that a scan finds; what changes and changes back between two scans is not seen.',
}
const CONDITIONAL = 'An update is never written to an order that has changed since it was decided on.'
const UNCONDITIONAL =
  "A clerk's change between our read and our write can be overwritten: the ERP checks no version."
const KNOWN =
  'An update takes effect once, also after a crash or a lost answer: the ERP shows which it holds.'
const UNKNOWN =
  'An update can take effect twice after a crash, and one whose answer is lost is parked for a person: the ERP shows no update.'
