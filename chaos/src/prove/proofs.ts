import { setTimeout as sleep } from 'node:timers/promises'
import type { ClerkOrders } from '@channel-adapter/ledger'
import type { Guarantee, Seams } from '@channel-adapter/seams'
import { clearFaults, putFaults, refusals } from '../erp-admin.ts'
import type { KeptService } from '../kept-service.ts'
import { clerkAtWork, EVERYDAY } from '../load.ts'
import { ownerOfConnection } from '../owner.ts'
import { untilQuiet } from '../quiet.ts'
import { until } from '../strike-inside.ts'
import type { System } from '../system.ts'

/** A guarantee, and what must happen for its absence to show. */
export interface Proof {
  readonly guarantee: Guarantee
  /** The service that gives it. */
  readonly service: 'update-applier' | 'erp-extractor'
  /** Instances of each service that the scenario needs. */
  readonly instances: number
  /** What is done, in words. */
  readonly scenario: string
  readonly provoke: (stage: Stage) => Promise<void>
}

export interface Stage {
  readonly system: System
  /** What TEST_SEAMS switches off in the service; nothing in the control. */
  readonly off: readonly Guarantee[]
  readonly signal: AbortSignal
}

const SEED = 5
const HIT_WITHIN_MS = 30_000
/** Longer than a session, so that another takes over. */
const ASLEEP_MS = 12_500

/** One for each guarantee: not luck, but the very situation that the guarantee is for. */
export const proofs: readonly Proof[] = [
  {
    guarantee: 'cursor-in-transaction',
    service: 'erp-extractor',
    instances: 1,
    scenario: 'the extractor dies after the first commit of a page',
    async provoke(stage) {
      const { system, signal } = stage
      // Orders at rest and notes, which nobody answers: one that changes again is published in its later version only.
      await untilQuiet(system, signal)
      await dieAt(stage, 'erp-extractor', { 'extract.committed': 1 }, ['note'])
    },
  },
  {
    guarantee: 'version-condition',
    service: 'update-applier',
    instances: 1,
    scenario: 'the applier dies after a write, so that the update comes again',
    provoke: (stage) => dieAt(stage, 'update-applier', { 'apply.written': 3 }),
  },
  {
    guarantee: 'already-applied-check',
    service: 'update-applier',
    instances: 1,
    scenario: 'the applier dies after a write, so that the update comes again',
    provoke: (stage) => dieAt(stage, 'update-applier', { 'apply.written': 3 }),
  },
  {
    guarantee: 'commit-after-work',
    service: 'update-applier',
    instances: 1,
    scenario: 'the applier is killed while updates wait for a slow ERP',
    async provoke({ system, signal }) {
      await putFaults(system.deployment.erp.url, { latency_ms: 900 })
      await clerkAtWork(system.deployment.erp.url, SEED, 2)
      // Until the updates of the clerk's changes are with the applier, and their offsets had the time to be committed.
      const before = system.inbox.updates.size
      await until(() => system.inbox.updates.size > before + 10, HIT_WITHIN_MS, signal)
      await sleep(800)
      await Promise.all(instancesOf(system, 'update-applier').map((kept) => kept.kill()))
      await clearFaults(system.deployment.erp.url)
    },
  },
  {
    guarantee: 'queue-per-order',
    service: 'update-applier',
    instances: 1,
    scenario: 'some answers of the ERP are slow, while two partners answer the same orders',
    async provoke({ system, signal }) {
      const slow = { match: { method: 'PATCH' }, effect: { kind: 'latency', ms: 500 }, probability: 0.5 }
      await putFaults(system.deployment.erp.url, { seed: SEED, rules: [slow] })
      await clerkAtWork(system.deployment.erp.url, SEED, 10, ['edit', 'add'])
      const before = system.inbox.outcomes.size
      await until(() => system.inbox.outcomes.size > before + 80, HIT_WITHIN_MS, signal)
      await clearFaults(system.deployment.erp.url)
    },
  },
  {
    guarantee: 'parking',
    service: 'update-applier',
    instances: 1,
    scenario: 'the ERP refuses some updates, and what is parked is replayed later',
    async provoke({ system, signal }) {
      await putFaults(system.deployment.erp.url, refusals(SEED))
      await clerkAtWork(system.deployment.erp.url, SEED, 4)
      const before = system.inbox.outcomes.size
      await until(() => system.inbox.outcomes.size > before + 40, HIT_WITHIN_MS, signal)
      await clearFaults(system.deployment.erp.url)
    },
  },
  {
    guarantee: 'fencing',
    service: 'erp-extractor',
    instances: 2,
    scenario: 'the extractor sleeps until the other has taken over and published, and wakes up',
    async provoke({ system, signal }) {
      for (let night = 0; night < 2; night++) {
        let owner: KeptService | undefined
        await until(
          async () => (owner = await ownerOfConnection(system)) !== undefined,
          HIT_WITHIN_MS,
          signal,
        )
        await clerkAtWork(system.deployment.erp.url, SEED + night, ASLEEP_MS / 1000 + 3)
        await owner?.freeze(ASLEEP_MS, signal)
        await sleep(3000)
      }
    },
  },
]

function instancesOf(system: System, name: string): KeptService[] {
  return [...system.kept.values()].filter(({ service }) => service.service === name)
}

/** Has a service die at a crash point, and what was off stays off. */
async function dieAt(
  { system, off, signal }: Stage,
  name: Proof['service'],
  crashAt: Seams['crashAt'],
  kinds: ClerkOrders['kinds'] = EVERYDAY,
): Promise<void> {
  const hits = () => Object.values(system.tally.crashPoints).reduce((sum, count) => sum + count, 0)
  const env = { TEST_SEAMS: JSON.stringify({ crashAt, off }) }
  await Promise.all(instancesOf(system, name).map((kept) => kept.restart(env)))
  await clerkAtWork(system.deployment.erp.url, SEED, 20, kinds)
  await until(() => hits() > 0, HIT_WITHIN_MS, signal)
}
