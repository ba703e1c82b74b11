import { dirname } from 'node:path'
import { contracts } from '@channel-adapter/contracts'
import { request } from 'undici'
import type { System } from '../system.ts'
import type { Window } from './cost.ts'
import { cpuSecondsOf, machineCpuSeconds, topicBytes } from './cpu.ts'

/** What is measured by what: of everything that uses CPU here, the unit of its work. */
export const UNITS: Readonly<Record<string, string>> = {
  'erp-extractor': 'snapshots',
  'update-applier': 'updates',
  'publisher-gateway': 'requests',
  kafka: 'messages',
  'mock-erp': 'updates',
  'mock-inventory': 'snapshots',
  'mock-supplier': 'snapshots',
  observer: 'messages',
  machine: 'snapshots',
}

/** Begins to measure. @returns what gives what was used and done since */
export async function beginWindow(system: System): Promise<() => Promise<Window>> {
  const [began, cpu, done] = [performance.now(), cpuOf(system), await doneBy(system)]
  return async () => ({
    seconds: (performance.now() - began) / 1000,
    cpu: difference(cpuOf(system), cpu),
    done: difference(await doneBy(system), done),
  })
}

function cpuOf({ kept, platform }: System): Record<string, number> {
  const { user, system } = process.cpuUsage()
  const used: Record<string, number> = {
    observer: (user + system) / 1e6,
    machine: machineCpuSeconds(),
    kafka: sum(platform.cluster.nodes.map((node) => (node.running ? cpuSecondsOf(node.pid) : 0))),
  }
  for (const { service } of kept.values()) {
    used[service.service] = (used[service.service] ?? 0) + cpuSecondsOf(service.process.pid)
  }
  return used
}

async function doneBy(system: System): Promise<Record<string, number>> {
  const ledgers = [...system.inboxes.values()]
  const gateways = [...system.kept.values()].filter(({ service }) => service.service === 'publisher-gateway')
  const requests = await Promise.all(gateways.map(({ service }) => requestsTo(service.url)))
  return {
    snapshots: sum(ledgers.map(({ snapshots }) => sum([...snapshots.values()].map(({ length }) => length)))),
    updates: sum(ledgers.map(({ outcomes }) => outcomes.size)),
    messages: sum(ledgers.map(({ size }) => size)) + sum(requests),
    requests: sum(requests),
  }
}

/** How many requests a gateway has answered on POST /send, as its metrics tell. */
async function requestsTo(url: string): Promise<number> {
  const { body } = await request(`${url}/metrics`)
  const counts = (await body.text()).matchAll(
    /^http_server_request_duration_seconds_count\{.*http_route="\/send".*\} (\d+)$/gm,
  )
  return sum([...counts].map(([, count]) => Number(count)))
}

/** Bytes on disk, one copy, of each message of a kind at the end of a run. */
export function bytesPerMessage(system: System): Record<string, number> {
  const { nodes } = system.platform.cluster
  const ledgers = [...system.inboxes.values()]
  const counted = {
    [contracts.order.name]: 'order',
    [contracts.orderUpdate.name]: 'update',
    [contracts.orderUpdateOutcome.name]: 'outcome',
  }
  return Object.fromEntries(
    Object.entries(counted).map(([topic, name]) => {
      const bytes = topicBytes(
        nodes.map(({ logFile }) => dirname(logFile)),
        system.topicPrefix + topic,
      )
      const messages = sum(ledgers.map(({ places }) => places.count(name)))
      return [topic, bytes / nodes.length / messages]
    }),
  )
}

function difference(
  now: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, value - (before[name] ?? 0)]))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
