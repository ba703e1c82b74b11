import { type KafkaCluster, type Registry, startKafka, startRegistry } from '@channel-adapter/local-kafka'
import { startTcpProxy, type TcpProxy } from '@channel-adapter/messaging/testing/tcp-proxy'

/** What the services stand on. */
export interface Platform {
  readonly cluster: KafkaCluster
  /** Between everybody and the broker; undefined where the network is not to fail. */
  readonly proxy: TcpProxy | undefined
  /** What clients are told: the proxy's address where there is one. */
  readonly brokers: readonly string[]
  /** It keeps its schemas in Kafka, so that it has them again after kill -9. */
  readonly registry: Registry
  stop(): Promise<void>
}

/**
 * @param nodes brokers
 * @param proxied whether a proxy stands before the broker, which advertises its address. Default: before a single one
 */
export async function startPlatform(nodes: number, { proxied = nodes === 1 } = {}): Promise<Platform> {
  const proxy = proxied ? await startTcpProxy() : undefined
  const address = proxy && `127.0.0.1:${proxy.port}`
  const cluster = await startKafka({
    nodes,
    heapMb: 384,
    properties: {
      // Consumers leave and come all the time, each reader of a topic in a group of its own.
      'offsets.retention.check.interval.ms': '60000',
      ...(address && { 'advertised.listeners': `BROKER://${address}` }),
    },
  })
  try {
    const [first] = cluster.nodes
    if (proxy && first) proxy.forwardTo(first.port)
    const brokers = address ? [address] : cluster.brokers
    const registry = await startRegistry({ kafka: brokers.join(',') })
    return {
      cluster,
      proxy,
      brokers,
      registry,
      stop: async () => {
        await registry.stop()
        await proxy?.close()
        await cluster.stop()
      },
    }
  } catch (error) {
    await proxy?.close()
    await cluster.stop()
    throw error
  }
}
