import type { Capabilities, ErpConnection, ErpOrder } from '../port.ts'
import { writeAnyway } from './broken-drivers.ts'

/** A driver to an ERP that gives less, and declares it: made out of one that gives all. */
export interface LesserDriver {
  readonly lacking: string
  readonly declares: Partial<Capabilities>
  lessening(good: ErpConnection): ErpConnection
}

const withoutIds = (found: ErpOrder): ErpOrder => ({ ...found, appliedUpdates: new Set() })

export const lesserDrivers: readonly LesserDriver[] = [
  {
    lacking: 'a keyset: it re-reads the orders of the last moment',
    declares: { changes: 'timestamp' },
    lessening: (good) => ({
      ...good,
      async readChanges(after, options) {
        const page = await good.readChanges(after, options)
        return page.more || !page.next ? page : { ...page, next: good.rewind(page.next, 0) }
      },
    }),
  },
  {
    lacking: 'a way to ask for changes: it scans',
    declares: { changes: 'none' },
    lessening: (good) => ({
      ...good,
      async readChanges(after, options) {
        const page = await good.readChanges(after, options)
        return page.more ? page : { ...page, next: undefined }
      },
      rewind: (position) => position,
    }),
  },
  {
    lacking: 'conditional writes',
    declares: { versionCondition: 'none' },
    lessening: (good) => ({ ...good, applyUpdate: (update, _, signal) => writeAnyway(good, update, signal) }),
  },
  {
    lacking: 'a place for the ids of updates',
    declares: { updateId: false },
    lessening: (good) => ({
      ...good,
      async readOrder(number, signal) {
        const found = await good.readOrder(number, signal)
        return found && withoutIds(found)
      },
      async applyUpdate(update, version, signal) {
        return withoutIds(await good.applyUpdate(update, version, signal))
      },
    }),
  },
]
