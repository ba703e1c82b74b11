import type { Logger } from '../ports.ts'
import type { KafkaConnection } from '../kafka/connect.ts'
import { silent, testKafka } from './index.ts'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

/** As much of infra/local-kafka's startKafka as is needed here: packages may not import it, their tests may. */
export type StartKafka<Node> = (options: {
  heapMb: number
  properties: Readonly<Record<string, string>>
}) => Promise<{ readonly nodes: Node[]; stop(): Promise<void> }>

export interface ProxiedBroker<Node> {
  /** Connections through the proxy; `log` hears what the client says. */
  connect(log?: Logger): KafkaConnection
  /** What clients are told, as `host:port`: the proxy's address. */
  readonly address: string
  readonly proxy: TcpProxy
  /** To be killed and started again. */
  readonly node: Node
  stop(): Promise<void>
}

/** The same connection, whose producers soon give up: a send whose answers do not come fails within a second. */
export function impatient(kafka: KafkaConnection, retries: number): KafkaConnection {
  return {
    ...kafka,
    producer: (options) => kafka.producer({ ...options, retry: { ...options.retry, retries } }),
  }
}

/** A broker of the test's own that clients reach through a faulty proxy only: it advertises the proxy's address. */
export async function brokerBehindProxy<Node extends { readonly port: number }>(
  startKafka: StartKafka<Node>,
  properties: Readonly<Record<string, string>> = {},
): Promise<ProxiedBroker<Node>> {
  const proxy = await startTcpProxy()
  const address = `127.0.0.1:${proxy.port}`
  const cluster = await startKafka({
    heapMb: 256,
    properties: { 'advertised.listeners': `BROKER://${address}`, ...properties },
  })
  const [node] = cluster.nodes
  if (!node) throw new Error('a cluster without a node')
  proxy.forwardTo(node.port)
  return {
    connect: (log = silent) => testKafka([address], log),
    address,
    proxy,
    node,
    stop: async () => {
      await proxy.close()
      await cluster.stop()
    },
  }
}
