import { setTimeout as sleep } from 'node:timers/promises'
import { clearFaults, erpFaultSettings, putFaults } from './erp-admin.ts'
import type { KeptService } from './kept-service.ts'
import { strikeNetwork } from './strike-network.ts'
import { replayUnderKill, strikeAtPoint } from './strike-inside.ts'
import type { StrikeContext } from './strike-context.ts'
import type { ServiceName, Strike } from './strikes.ts'
import { groupOf } from './targets.ts'
import { keptService } from './system.ts'
import { ownerOfConnection } from './owner.ts'

/** Carries out one fault and resolves when it is over; the processes may still be recovering. */
export async function strike(fault: Strike, context: StrikeContext): Promise<void> {
  const { system, seed, signal } = context
  const { platform, deployment, tally } = system
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => {})
  const service = (name: string) => keptService(system, name)

  switch (fault.kind) {
    case 'kill':
      tally.struck('kill')
      return void (await Promise.all(
        [...system.kept.values()]
          .filter(({ name }) => name === fault.service || (fault.all && isInstanceOf(name, fault.service)))
          .map((kept) => inTurn(kept, () => kept.kill(fault.downMs))),
      ))
    case 'restart':
      tally.struck('restart')
      return void (await inTurn(service(fault.service), (kept) => kept.restart()))
    case 'freeze':
      tally.struck('freeze')
      return inTurn(service(fault.service), (kept) => kept.freeze(fault.ms, signal))
    case 'zombie': {
      const owner = await ownerOfConnection(system)
      if (!owner) return
      tally.struck('zombie')
      return inTurn(owner, (kept) => kept.freeze(fault.ms, signal))
    }
    case 'clock':
      tally.struck('clock', `clock ${fault.jumpMs > 0 ? '+' : '-'}1 min`)
      return inTurn(service(fault.service), async (kept) => {
        await kept.restart(jumpingClock(fault.jumpMs))
        await wait(fault.ms)
        await kept.restart()
      })
    case 'crash-point':
      return strikeAtPoint(fault.point, fault.nth, context)
    case 'replay':
      return replayUnderKill(fault, context)
    case 'erp-down':
      tally.struck('erp-down')
      return void (await inTurn(service(deployment.erp.name), (kept) => kept.kill(fault.downMs)))
    case 'erp-fault':
      tally.struck('erp-fault', `ERP ${fault.fault}`)
      await putFaults(deployment.erp.url, erpFaultSettings(fault.fault, seed))
      await wait(fault.ms)
      return void (await clearFaults(deployment.erp.url))
    case 'network':
      tally.struck('network', fault.fault)
      return platform.proxy && strikeNetwork(platform.proxy, fault.fault, fault.ms, wait)
    case 'broker-down': {
      const node = platform.cluster.nodes[fault.node]
      return unlessAway(platform.cluster, async () => {
        if (!node?.running) return
        tally.struck('broker-down')
        await node.kill()
        tally.killed('broker')
        await wait(fault.downMs)
        await startAgain(node)
      })
    }
    case 'registry-down':
      return unlessAway(platform.registry, async () => {
        tally.struck('registry-down')
        await platform.registry.kill()
        tally.killed('registry')
        await wait(fault.downMs)
        await startAgain(platform.registry)
      })
    default:
      return fault satisfies never
  }
}

const away = new WeakSet<object>()

/** On a slow machine a server may be starting still when the plan strikes it, or another broker, again: it is spared then. */
async function unlessAway(what: object, strikeIt: () => Promise<void>): Promise<void> {
  if (away.has(what)) return
  away.add(what)
  try {
    await strikeIt()
  } finally {
    away.delete(what)
  }
}

/** As whoever runs it does: a server that dies or is too slow while it starts is started once more. */
async function startAgain(server: { start(): Promise<void> }): Promise<void> {
  await server.start().catch(() => server.start())
}

/** Suppliers are groups of their own, not instances of one. */
function isInstanceOf(name: string, service: ServiceName): boolean {
  return groupOf(name as ServiceName) === groupOf(service)
}

function inTurn<T>(kept: KeptService, work: (kept: KeptService) => Promise<T>): Promise<T> {
  return kept.inTurn(() => work(kept))
}

/** A clock that jumps while the process is at work, a second and a half after its start. */
function jumpingClock(jumpMs: number): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${new URL('shifted-clock.ts', import.meta.url).href}`,
    CLOCK_JUMP_MS: String(jumpMs),
    CLOCK_JUMP_AFTER_MS: '2500',
  }
}
