export interface NodeAddress {
  /** Counted from 1. */
  id: number
  /** Where clients connect. */
  port: number
  /** Where the controllers' quorum talks. */
  controllerPort: number
  /** Beside the plain one, by name. */
  listeners?: Readonly<Record<string, Listener>>
}

export interface Listener {
  port: number
  /** Kafka's security protocol, such as SASL_SSL. */
  protocol: string
}

/**
 * Returns the server.properties of one node of a cluster in which every node is broker and controller, sized for a
 * developer's machine. Nothing listens outside 127.0.0.1. `extra` wins over what is set here.
 */
export function serverProperties(
  node: NodeAddress,
  cluster: readonly NodeAddress[],
  dataFolder: string,
  extra: Readonly<Record<string, string>> = {},
): string {
  const copies = String(Math.min(cluster.length, 3))
  const mustAcknowledge = cluster.length >= 3 ? '2' : '1'
  const more = Object.entries(node.listeners ?? {})
  const beside = more.map(([name, { port }]) => `,${name}://127.0.0.1:${port}`).join('')
  const protocols = more.map(([name, { protocol }]) => `,${name}:${protocol}`).join('')
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(node.id),
    'controller.quorum.voters': cluster
      .map((each) => `${each.id}@127.0.0.1:${each.controllerPort}`)
      .join(','),
    listeners: `BROKER://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}${beside}`,
    'advertised.listeners': `BROKER://127.0.0.1:${node.port}${beside}`,
    'listener.security.protocol.map': `BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT${protocols}`,
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': dataFolder,

    'default.replication.factor': copies,
    'min.insync.replicas': mustAcknowledge,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': mustAcknowledge,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': mustAcknowledge,

    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',

    // A broker killed with -9 is let in again, and its partitions move, only when its session has run out: 9 s by default.
    'broker.session.timeout.ms': '6000',
    'broker.heartbeat.interval.ms': '1000',

    // Of 50 partitions each by default, all made when the first group or transaction comes.
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.num.partitions': '4',

    'num.network.threads': '2',
    'num.io.threads': '4',
    'background.threads': '2',
    'group.coordinator.threads': '1',
    'num.recovery.threads.per.data.dir': '1',
    // 128 MB of heap by default, taken at start; this still compacts 150,000 keys in one pass.
    'log.cleaner.dedupe.buffer.size': String(4 * 1024 * 1024),
    ...extra,
  }
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('')
}

/** Returns the meta.properties by which a data folder belongs to a node of a cluster (what `StorageTool format` writes). */
export function metaProperties(nodeId: number, clusterId: string, directoryId: string): string {
  return `version=1\ncluster.id=${clusterId}\nnode.id=${nodeId}\ndirectory.id=${directoryId}\n`
}

/** Returns the cluster id in a meta.properties, or undefined. */
export function clusterIdIn(properties: string): string | undefined {
  return /^cluster\.id=(.+)$/m.exec(properties)?.[1]?.trim()
}
