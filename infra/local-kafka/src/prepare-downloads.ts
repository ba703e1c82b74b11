import { cacheRoot } from './cache-folder.ts'
import { classArchiveFlags } from './class-archive.ts'
import { KAFKA_VERSION, REGISTRY_VERSION, kafkaFiles, registryJar } from './downloads.ts'
import type { Log } from './downloads.ts'
import { findJava } from './java.ts'
import type { Distribution, KafkaDistribution, RegistryDistribution } from './distribution.ts'
import { launchKafka } from './kafka.ts'
import { launchRegistry } from './registry.ts'

/**
 * One collector thread, the quick compiler only, no statistics file: less memory and CPU. In a producer run of 20 s
 * the broker did as many records per second as with the optimising compiler, on two thirds of the CPU.
 */
const SMALL_JVM = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
]

const silent: Log = () => undefined

/**
 * Downloads what is not in the cache yet, so that later starts need no network.
 * @throws MissingPrerequisite when Java (17 or newer) is missing, or Maven where something must be downloaded
 */
export async function prepareDownloads(options: { log?: Log } = {}): Promise<Distribution> {
  const [kafka, registry] = await Promise.all([
    kafkaDistribution(options.log),
    registryDistribution(options.log),
  ])
  return { kafka, registry }
}

/** Kafka's part of prepareDownloads. */
export async function kafkaDistribution(log: Log = silent): Promise<KafkaDistribution> {
  const java = await findJava()
  const root = cacheRoot()
  const plain = { java, ...(await kafkaFiles(java, log, root)), jvmFlags: SMALL_JVM }
  const record = async (flags: string[], dir: string): Promise<void> => {
    const cluster = await launchKafka({ ...plain, jvmFlags: [...SMALL_JVM, ...flags] }, { dir })
    await cluster.stop()
  }
  const archive = await classArchiveFlags(root, `kafka-${KAFKA_VERSION}`, java, record, log)
  return { ...plain, jvmFlags: [...SMALL_JVM, ...archive] }
}

/** The registry's part of prepareDownloads. */
export async function registryDistribution(log: Log = silent): Promise<RegistryDistribution> {
  const java = await findJava()
  const root = cacheRoot()
  const plain = { java, jar: await registryJar(log, root), jvmFlags: SMALL_JVM }
  const record = async (flags: string[], dir: string): Promise<void> => {
    const registry = await launchRegistry({ ...plain, jvmFlags: [...SMALL_JVM, ...flags] }, { dir })
    await registry.stop()
  }
  const archive = await classArchiveFlags(root, `apicurio-registry-${REGISTRY_VERSION}`, java, record, log)
  return { ...plain, jvmFlags: [...SMALL_JVM, ...archive] }
}
