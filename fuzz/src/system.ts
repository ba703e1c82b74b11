import { writeFileSync } from 'node:fs'
import { sendableContracts } from '@channel-adapter/contracts'
import { Ledger, observeEach } from '@channel-adapter/ledger'
import { type Deployment, logTail, startDeployment } from '@channel-adapter/local-deployment'
import { connectKafka, type KafkaConnection } from '@channel-adapter/messaging'
import { silent } from '@channel-adapter/messaging/testing'
import { newApiKey } from '@channel-adapter/partners'

export interface Network {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly topicPrefix: string
}

/** A gateway that is sent requests. */
export interface FuzzedGateway {
  readonly url: string
  /** What a caller must give; undefined where nobody is asked who he is. */
  readonly key: string | undefined
}

/**
 * The whole system, every service and partner once, a supplier on topics of its own, gateways with and without
 * authentication beside that of the partners, and an observer that passes over what is no message.
 */
export interface FuzzedSystem {
  readonly network: Network
  readonly kafka: KafkaConnection
  readonly deployment: Deployment
  readonly gateways: readonly FuzzedGateway[]
  /** What the observer received of the ERP connection. */
  readonly ledger: Ledger
  /** Processes that have ended since the start, or since the last look at them; none is expected. */
  ended(): string[]
  stop(): Promise<void>
}

/** Unlike that of any example in the gateway's document, so that only the loop itself speaks of its orders. */
export const CONNECTION = 'fuzzed'
/** The partner with topics of its own, as a deployment with suppliers kept apart has it. */
export const KEPT_APART = 'mock-supplier.1'
/** Those that read the topics that all share. */
export const SHARING = ['mock-inventory', 'mock-supplier.2']
const LOG_LINES = 8

/** @param orders that the ERP begins with */
export async function startFuzzed(
  network: Network,
  { folder, orders }: { readonly folder: string; readonly orders: number },
): Promise<FuzzedSystem> {
  await using starting = new AsyncDisposableStack()
  const { key, file } = writeFuzzingPartner(folder)
  const deployment = await startDeployment({
    ...network,
    folder,
    orders,
    connections: [CONNECTION],
    suppliersApart: true,
    instances: { 'erp-extractor': 1, 'publisher-gateway': 3, 'update-applier': 1 },
    env: { 'publisher-gateway-2': { PARTNERS_FILE: '' }, 'publisher-gateway-3': { PARTNERS_FILE: file } },
    consolePort: 0,
    // What is put aside is logged line by line.
    logLevel: 'warn',
    log: silent,
  })
  starting.defer(() => deployment.stop())
  const ledger = new Ledger()
  const observing = { ...network, log: silent, onInvalid: () => {} }
  starting.defer(await observeEach(observing, (source) => (source === CONNECTION ? ledger : undefined)))
  const pids = new Map(deployment.services.map((service) => [service, service.process.pid]))
  const gateway = (name: string) => {
    const found = deployment.services.find((service) => service.name === name)
    if (!found) throw new Error(`the deployment has no ${name}`)
    return found.url
  }
  const running = starting.move()
  return {
    network,
    kafka: connectKafka({ brokers: network.brokers, clientId: 'fuzz', log: silent }),
    deployment,
    gateways: [
      { url: gateway('publisher-gateway-2'), key: undefined },
      { url: gateway('publisher-gateway-3'), key },
    ],
    ledger,
    ended: () =>
      [...pids]
        .filter(([{ process }, pid]) => !process.running || process.pid !== pid)
        .map(([service]) => `${service.name} has ended by itself:\n${logTail(service.logFile, LOG_LINES)}`),
    stop: () => running.disposeAsync(),
  }
}

/** Somebody who may send anything, so that only what is wrong with a request, or its key, is refused. */
function writeFuzzingPartner(folder: string): { key: string; file: string } {
  const { key, sha256 } = newApiKey()
  const partner = {
    id: 'fuzz',
    keys: [{ sha256 }],
    sends: sendableContracts,
    orders: ['*'],
    speaksFor: ['*'],
    requestsPerSecond: 10_000,
    concurrency: 1000,
  }
  const file = `${folder}/fuzzing-partner.yaml`
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ partners: [partner] }))
  return { key, file }
}
