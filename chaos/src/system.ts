import { Ledger, observeEach } from '@channel-adapter/ledger'
import {
  type Deployment,
  type DeploymentOptions,
  logTail,
  startDeployment,
} from '@channel-adapter/local-deployment'
import { silent } from '@channel-adapter/messaging/testing'
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
  readonly instances?: DeploymentOptions['instances']
  /** Names of the ERP connections. Default one. */
  readonly connections?: DeploymentOptions['connections']
  /** Put over the environment of a service, by its folder, at every start. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The whole system under observation, as one of its ERP connections sees it. */
export interface System {
  readonly platform: Platform
  readonly deployment: Deployment
  readonly topicPrefix: string
  /** The name of the ERP connection. */
  readonly source: string
  /** What an observer received of it, through all faults, as a partner does. */
  readonly inbox: Ledger
  /** The same of every connection. */
  readonly inboxes: ReadonlyMap<string, Ledger>
  readonly tally: Tally
  readonly kept: ReadonlyMap<string, KeptService>
  stop(): Promise<void>
}

const LOG_LINES = 8

/** Starts the adapter's services, its partners and the ERP, and an observer. */
export async function startSystem(platform: Platform, options: SystemOptions): Promise<System> {
  const { folder, orders, topicPrefix = '', instances = 2, connections, env } = options
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
    ...(connections && { connections }),
  })
  starting.defer(() => deployment.stop())
  const inboxes = new Map([...deployment.erps.keys()].map((source) => [source, new Ledger()]))
  const inbox = inboxes.get(deployment.connection) ?? new Ledger()
  starting.defer(await observeEach(network, (source) => inboxes.get(source)))
  const tally = new Tally()
  const kept = deployment.services.map(
    (service) =>
      new KeptService(service, (ending) => tally.ended(ending, () => logTail(service.logFile, LOG_LINES))),
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
    inbox,
    inboxes,
    tally,
    kept: new Map(kept.map((service) => [service.name, service])),
    stop: () => running.disposeAsync(),
  }
}

/** The system as each of its connections sees it. */
export function byConnection(system: System): System[] {
  return [...system.inboxes].flatMap(([source, inbox]) => {
    const erp = system.deployment.erps.get(source)
    return erp
      ? [{ ...system, source, inbox, deployment: { ...system.deployment, connection: source, erp } }]
      : []
  })
}

/** @throws {RangeError} for a name that no process has */
export function keptService(system: System, name: string): KeptService {
  const service = system.kept.get(name)
  if (!service) throw new RangeError(`no process is named ${name}`)
  return service
}
