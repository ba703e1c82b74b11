import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaDistribution } from './distribution.ts'
import type { Log } from './downloads.ts'
import { freePorts } from './free-port.ts'
import type { JavaServer } from './java-server.ts'
import { whilePortsAreTaken } from './java-server.ts'
import { kafkaUuid, prepareNode, readClusterId } from './kafka-node.ts'
import { describeCluster } from './kafka-wire.ts'
import type { NodeAddress } from './server-properties.ts'
import { workFolder } from './work-folder.ts'
import type { WorkFolder } from './work-folder.ts'

export interface KafkaOptions {
  /** Where data and logs live, kept after stop() and found again by the next start. @default a temporary folder, removed by stop() */
  dir?: string
  /** Port of the first node, the others on the ones after it. @default free ones */
  port?: number
  /** Each is broker and controller. With three, every topic has three copies of which two must acknowledge. @default 1 */
  nodes?: number
  /** Heap of each node, in MB. @default 512 */
  heapMb?: number
  log?: Log
  /** Settings of server.properties that win over ours. */
  properties?: Readonly<Record<string, string>>
  /** Listeners beside the plain one: their security protocol by name. What each needs besides stands in `properties`. */
  listeners?: Readonly<Record<string, string>>
}

export interface KafkaNode {
  readonly id: number
  readonly port: number
  readonly running: boolean
  /** Reading it throws while the node is down. */
  readonly pid: number
  /** What the node has logged. */
  readonly logFile: string
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** Graceful: SIGTERM, and SIGKILL after 30 s. */
  stop(): Promise<void>
  /** Starts it again on the same data and port; resolves when it serves, for which a majority must be up. */
  start(): Promise<void>
}

export interface KafkaCluster {
  /** As `host:port`, one for each node. */
  readonly brokers: string[]
  readonly nodes: KafkaNode[]
  /** As `brokers`, of each of the other listeners by name. */
  readonly listeners: Readonly<Record<string, string[]>>
  /** Ends all nodes: gracefully where the data stay, at once where they are removed. */
  stop(): Promise<void>
}

/**
 * Starts a cluster on 127.0.0.1 and resolves when every node serves and knows the others.
 * @throws ServerDidNotStart with the tail of the node's log
 */
export async function launchKafka(
  distribution: KafkaDistribution,
  options: KafkaOptions = {},
): Promise<KafkaCluster> {
  const folder = await workFolder('kafka', options.dir)
  try {
    return await whilePortsAreTaken(
      () => launchOnPorts(distribution, options, folder),
      options.port === undefined ? 5 : 1,
    )
  } catch (fault) {
    await folder.discard()
    throw fault
  }
}

async function launchOnPorts(
  distribution: KafkaDistribution,
  { port, nodes = 1, heapMb = 512, properties = {}, listeners = {} }: KafkaOptions,
  folder: WorkFolder,
): Promise<KafkaCluster> {
  const folderOf = (id: number): string => join(folder.path, `node-${id}`)
  const addresses = await addressesFor(nodes, port, listeners)
  const clusterId = (await readClusterId(folderOf(1))) ?? kafkaUuid()
  const members = await Promise.all(
    addresses.map(async (node) => {
      const plan = { node, cluster: addresses, clusterId, folder: folderOf(node.id), heapMb, properties }
      return { node, server: await prepareNode(distribution, plan) }
    }),
  )
  const servers = members.map(({ server }) => server)
  try {
    await Promise.all(servers.map((server) => server.start()))
    await Promise.all(addresses.map((node) => untilAllKnown(node.port, nodes)))
  } catch (fault) {
    await Promise.all(servers.map((server) => server.kill()))
    throw fault
  }
  return {
    brokers: addresses.map((node) => `127.0.0.1:${node.port}`),
    listeners: Object.fromEntries(
      Object.keys(listeners).map((name) => [
        name,
        addresses.map((node) => `127.0.0.1:${node.listeners?.[name]?.port}`),
      ]),
    ),
    nodes: members.map(({ node, server }) => kafkaNode(node, server, join(folderOf(node.id), 'broker.log'))),
    stop: async () => {
      await Promise.all(servers.map((server) => (folder.kept ? server.stop() : server.kill())))
      await folder.discard()
    },
  }
}

function kafkaNode({ id, port }: NodeAddress, server: JavaServer, logFile: string): KafkaNode {
  return {
    id,
    port,
    logFile,
    get running() {
      return server.running
    },
    get pid() {
      return server.pid
    },
    kill: () => server.kill(),
    stop: () => server.stop(),
    start: () => server.start(),
  }
}

async function addressesFor(
  nodes: number,
  port: number | undefined,
  listeners: Readonly<Record<string, string>>,
): Promise<NodeAddress[]> {
  const protocols = Object.entries(listeners)
  const free = await freePorts(nodes * (2 + protocols.length))
  const next = () => Number(free.pop())
  return Array.from({ length: nodes }, (_, index) => ({
    id: index + 1,
    port: port === undefined ? next() : port + index,
    controllerPort: next(),
    listeners: Object.fromEntries(protocols.map(([name, protocol]) => [name, { port: next(), protocol }])),
  }))
}

async function untilAllKnown(port: number, nodes: number, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while ((await describeCluster(port)).brokerIds.length < nodes) {
    if (Date.now() > deadline)
      throw new Error(`not all ${nodes} brokers know each other after ${timeoutMs} ms`)
    await sleep(50)
  }
}
