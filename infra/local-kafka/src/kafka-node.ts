import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LOG4J2 } from './broker-log.ts'
import type { KafkaDistribution } from './distribution.ts'
import { JavaServer } from './java-server.ts'
import { describeCluster } from './kafka-wire.ts'
import { clusterIdIn, metaProperties, serverProperties } from './server-properties.ts'
import type { NodeAddress } from './server-properties.ts'

export interface NodePlan {
  node: NodeAddress
  cluster: readonly NodeAddress[]
  clusterId: string
  folder: string
  heapMb: number
  properties: Readonly<Record<string, string>>
}

/** Returns a node that has its settings and a formatted data folder (an existing one stays as it is), not yet started. */
export async function prepareNode(distribution: KafkaDistribution, plan: NodePlan): Promise<JavaServer> {
  const { node, cluster, clusterId, folder, heapMb, properties } = plan
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true })
  const formatted = await readClusterId(folder)
  if (formatted === undefined) {
    await copyFile(distribution.bootstrapCheckpoint, join(data, 'bootstrap.checkpoint'))
    await writeFile(join(data, 'meta.properties'), metaProperties(node.id, clusterId, kafkaUuid()))
  }
  const settings = join(folder, 'server.properties')
  const logging = join(folder, 'log4j2.xml')
  await writeFile(settings, serverProperties(node, cluster, data, properties))
  await writeFile(logging, LOG4J2)
  return new JavaServer({
    name: `Kafka node ${node.id}`,
    command: distribution.java.command,
    args: [
      `-Xmx${heapMb}m`,
      ...distribution.jvmFlags,
      `-Dlog4j2.configurationFile=${logging}`,
      '-cp',
      distribution.classPath,
      'kafka.Kafka',
      settings,
    ],
    cwd: folder,
    logFile: join(folder, 'broker.log'),
    // The cluster's id tells our broker from a stranger who took the port.
    isReady: async () => {
      const view = await describeCluster(node.port)
      return view.clusterId === clusterId && view.brokerIds.includes(node.id)
    },
  })
}

/** Returns the id of the cluster that the node's data belong to, or undefined where there are none yet. */
export async function readClusterId(folder: string): Promise<string | undefined> {
  return clusterIdIn(await readFile(join(folder, 'data', 'meta.properties'), 'utf8').catch(() => ''))
}

/** Returns a random id in Kafka's form. None begins with a dash, which its tools would take for an option. */
export function kafkaUuid(): string {
  return `A${randomBytes(16).toString('base64url').slice(1)}`
}
