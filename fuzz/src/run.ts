import { setTimeout as sleep } from 'node:timers/promises'
import { openDice } from '@channel-adapter/chaos/dice'
import { stillUnderWay } from '@channel-adapter/chaos/check'
import { contracts } from '@channel-adapter/contracts'
import { findFaults, readErpFacts, startClerk, stopClerk } from '@channel-adapter/ledger'
import { readToEnd } from '@channel-adapter/messaging'
import { type MemoryTrends, tooMuchMemory, watchMemory } from './memory.ts'
import { judgeMessages } from './messages/judge-messages.ts'
import { pourMessages } from './messages/pour-messages.ts'
import { targetsOf } from './messages/targets.ts'
import { watchFailureChannels } from './messages/watch-failure-channels.ts'
import { type Call, judgeRequests, type Stored } from './requests/judge-requests.ts'
import { sendRequests } from './requests/send-requests.ts'
import { CONNECTION, type FuzzedSystem } from './system.ts'

export interface FuzzPlan {
  readonly requests: number
  readonly messages: number
  readonly seed: number
  readonly folder: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

export interface RequestFigures {
  readonly sent: number
  readonly negative: number
  /** Without a key, or with another, at the gateway that asks for one. */
  readonly withoutKey: number
  readonly byStatus: Readonly<Record<string, number>>
  readonly accepted: number
}

export interface MessageFigures {
  readonly poured: number
  readonly byTopic: Readonly<Record<string, number>>
  readonly byMutation: Readonly<Record<string, number>>
  readonly stillMessages: number
  /** Of what was poured, how much lies in Invalid Message Channels: what several groups read, in each. */
  readonly aside: number
  readonly seconds: number
}

export interface LoopFigures {
  readonly orders: number
  readonly snapshots: number
  readonly updates: number
  readonly effects: number
}

export interface FuzzResult {
  readonly requests: RequestFigures | undefined
  readonly messages: MessageFigures | undefined
  readonly loop: LoopFigures
  /** What lies in the failure channels, by group, channel and code. */
  readonly failureChannels: Readonly<Record<string, number>>
  readonly memory: MemoryTrends
  /** What is not as it must be, each in a sentence. */
  readonly faults: readonly string[]
}

const CLERK = { kinds: ['add', 'edit', 'edit', 'note'], editsPerSecond: 4 } as const
const STALLED_AFTER_MS = 60_000
const LOOK_EVERY_MS = 300
/** Far below what the images are given (deploy/helm), and far above what any service took. */
const MOST_MIB = 384

/** Sends what must be refused while the loop runs, lets everything come to rest, and says what was not as it must be. */
export async function fuzz(system: FuzzedSystem, plan: FuzzPlan): Promise<FuzzResult> {
  const { deployment, kafka } = system
  const { say, signal } = plan
  const faults: string[] = []
  const channels = await watchFailureChannels(system, (error) => faults.push(error.message))
  const memory = watchMemory(deployment.services)
  try {
    await untilAtRest('the first orders')
    await startClerk(deployment.erp.url, { ...CLERK, limit: 100_000, seed: plan.seed })
    const requests = plan.requests > 0 ? await fuzzRequests() : undefined
    const messages = plan.messages > 0 ? await fuzzMessages() : undefined
    await stopClerk(deployment.erp.url)
    await untilAtRest('the loop')
    const erp = await readErpFacts(deployment.erp.url)
    const { lost, twice, outOfOrder } = findFaults(CONNECTION, erp, system.ledger)
    const trends = memory()
    return {
      requests,
      messages,
      loop: {
        orders: erp.orders.length,
        snapshots: [...system.ledger.snapshots.values()].reduce((sum, { length }) => sum + length, 0),
        updates: system.ledger.updates.size,
        effects: erp.journal.filter(({ update_id }) => update_id !== null).length,
      },
      failureChannels: channels.counts,
      memory: trends,
      faults: [
        ...faults,
        ...system.ended(),
        ...Object.keys(channels.counts).filter((name) => name.endsWith(' handler-bug')),
        ...lost.map((what) => `lost: ${what}`),
        ...twice.map((what) => `twice: ${what}`),
        ...outOfOrder.map((what) => `out of order: ${what}`),
        ...tooMuchMemory(trends, MOST_MIB),
      ],
    }
  } finally {
    memory()
    await channels.stop()
  }

  async function fuzzRequests(): Promise<RequestFigures> {
    say(`At least ${plan.requests} requests to the gateways ...`)
    const requests = Math.ceil(plan.requests / system.gateways.length)
    const calls: Call[] = []
    for (const gateway of system.gateways) {
      const name = gateway.key === undefined ? 'open' : 'by-key'
      const done = await sendRequests({ ...plan, ...gateway, name, requests })
      faults.push(...done.failures, ...judgeRequests(done.calls, await storedMessages()))
      calls.push(...done.calls)
    }
    return {
      sent: calls.length,
      negative: calls.filter(({ mode }) => mode === 'negative').length,
      withoutKey: calls.filter(({ authenticated }) => authenticated === false).length,
      byStatus: countBy(calls, ({ status }) => String(status)),
      accepted: calls.filter(({ path, status }) => path === '/send' && status === 200).length,
    }
  }

  async function storedMessages(): Promise<Stored[]> {
    const stored: Stored[] = []
    for (const { name } of [contracts.channelMessage, contracts.order, contracts.orderUpdate]) {
      const plain = name === contracts.channelMessage.name
      await readToEnd(kafka, system.network.topicPrefix + name, ({ headers }) => {
        stored.push({ requestId: headers['correlation-id'] ?? '', id: headers['ce_id'] ?? '', plain })
      })
    }
    return stored
  }

  async function fuzzMessages(): Promise<MessageFigures> {
    say(`${plan.messages} messages that are none ...`)
    const began = performance.now()
    const targets = await targetsOf(system)
    const { poured, byMutation, stillMessages } = await pourMessages({
      kafka,
      targets,
      messages: plan.messages,
      dice: openDice(plan.seed),
      signal,
      onProgress: (count) => count % 10_000 === 0 && say(`  ${count} poured`),
    })
    const wanted = poured.reduce((sum, { groups }) => sum + groups.length, 0)
    await untilStill(
      () => channels.aside.length >= wanted,
      () => channels.aside.length,
    )
    faults.push(...judgeMessages(poured, channels.aside))
    return {
      poured: poured.length,
      byTopic: countBy(poured, ({ topic }) => topic),
      byMutation,
      stillMessages,
      aside: channels.aside.length,
      seconds: Math.round((performance.now() - began) / 1000),
    }
  }

  async function untilAtRest(what: string): Promise<void> {
    let open: string[] = []
    await untilStill(
      async () => {
        open = stillUnderWay(CONNECTION, await readErpFacts(deployment.erp.url), system.ledger)
        return open.length === 0
      },
      () => system.ledger.size,
    )
    for (const fault of open) faults.push(`${what} did not come to its end: ${fault}`)
  }

  /** Waits for the condition, or until nothing has moved for too long. */
  async function untilStill(holds: () => boolean | Promise<boolean>, progress: () => number): Promise<void> {
    let seen = progress()
    let movedAt = Date.now()
    while (!(await holds()) && Date.now() - movedAt < STALLED_AFTER_MS) {
      await sleep(LOOK_EVERY_MS, undefined, { signal })
      if (progress() === seen) continue
      seen = progress()
      movedAt = Date.now()
    }
  }
}

function countBy<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1
  return counts
}
