import { readFileSync } from 'node:fs'
import { Ledger, observeEach } from '@channel-adapter/ledger'
import { type Deployment, type Service, startDeployment } from '@channel-adapter/local-deployment'
import { connectKafka, type KafkaConnection } from '@channel-adapter/messaging'
import { silent } from '@channel-adapter/messaging/testing'

export interface Network {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly topicPrefix: string
}

/** The whole system, every service and partner once, and an observer that passes over what is no message. */
export interface FuzzedSystem {
  readonly network: Network
  readonly kafka: KafkaConnection
  readonly deployment: Deployment
  /** What the observer received of the ERP connection. */
  readonly ledger: Ledger
  /** Processes that have ended since the start, or since the last look at them; none is expected. */
  ended(): string[]
  stop(): Promise<void>
}

/** Unlike that of any example in the gateway's document, so that only the loop itself speaks of its orders. */
export const CONNECTION = 'fuzzed'
const LOG_LINES = 8

/** @param orders that the ERP begins with */
export async function startFuzzed(
  network: Network,
  { folder, orders }: { readonly folder: string; readonly orders: number },
): Promise<FuzzedSystem> {
  await using starting = new AsyncDisposableStack()
  const deployment = await startDeployment({
    ...network,
    folder,
    orders,
    connections: [CONNECTION],
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
  const running = starting.move()
  return {
    network,
    kafka: connectKafka({ brokers: network.brokers, clientId: 'fuzz', log: silent }),
    deployment,
    ledger,
    ended: () =>
      [...pids]
        .filter(([{ process }, pid]) => !process.running || process.pid !== pid)
        .map(([service]) => `${service.name} has ended by itself:\n${tailOf(service)}`),
    stop: () => running.disposeAsync(),
  }
}

function tailOf({ logFile }: Service): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n')
}
