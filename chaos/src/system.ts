import { readFileSync } from 'node:fs'
import { type Ledger, observe } from '@channel-adapter/ledger'
import { type Deployment, startDeployment } from '@channel-adapter/local-deployment'
import { KeptService } from './kept-service.ts'
import type { Platform } from './platform.ts'
import { Tally } from './tally.ts'

export interface SystemOptions {
  /** Where databases and logs go. */
  readonly folder: string
  readonly topicPrefix?: string
  /** Orders of the dataset that the ERP begins with. */
  readonly orders: number
  /** Processes of each of the adapter's own services. Default 2. */
  readonly instances?: number
  /** Put over the environment of a service, by its folder, at every start. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The whole system under observation. */
export interface System {
  readonly platform: Platform
  readonly deployment: Deployment
  readonly topicPrefix: string
  /** The name of the ERP connection. */
  readonly source: string
  /** What an observer received, through all faults, as a partner does. */
  readonly inbox: Ledger
  readonly tally: Tally
  readonly kept: ReadonlyMap<string, KeptService>
  stop(): Promise<void>
}

/** Nothing of the product's is read from it: what goes wrong with the observer itself shows as a gap in its inbox. */
export const silent = { debug() {}, info() {}, warn() {}, error() {} }
const LOG_LINES = 8

/** Starts the adapter's services, its partners and the ERP, and an observer. */
export async function startSystem(platform: Platform, options: SystemOptions): Promise<System> {
  const { folder, orders, topicPrefix = '', instances = 2, env } = options
  await using starting = new AsyncDisposableStack()
  const network = { brokers: platform.brokers, registryUrl: platform.registry.url, topicPrefix, log: silent }
  const deployment = await startDeployment({
    ...network,
    folder,
    orders,
    instances,
    // Short waits, so that a round of some seconds holds many of them.
    connection: {
      pollIntervalMs: { min: 100, max: 500 },
      overlapMs: 1000,
      pageSize: 100,
      timeoutMs: 2500,
    },
    ...(env && { env }),
  })
  starting.defer(() => deployment.stop())
  const observer = await observe(network)
  starting.defer(() => observer.stop())
  const tally = new Tally()
  const kept = deployment.services.map(
    (service) => new KeptService(service, (ending) => tally.ended(ending, () => tailOf(service.logFile))),
  )
  starting.defer(() => {
    for (const service of kept) service.release()
  })
  const running = starting.move()
  return {
    platform,
    deployment,
    topicPrefix,
    source: deployment.connection,
    inbox: observer.ledger,
    tally,
    kept: new Map(kept.map((service) => [service.name, service])),
    stop: () => running.disposeAsync(),
  }
}

function tailOf(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n')
}

/** @throws {RangeError} for a name that no process has */
export function keptService(system: System, name: string): KeptService {
  const service = system.kept.get(name)
  if (!service) throw new RangeError(`no process is named ${name}`)
  return service
}
