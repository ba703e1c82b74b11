import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cached, cacheRoot } from './cache-folder.ts'
import type { Java } from './java.ts'
import { mavenDependency, pomFor } from './maven.ts'
import { serverProperties } from './server-properties.ts'

const run = promisify(execFile)

export const KAFKA_VERSION = '4.3.1'
export const REGISTRY_VERSION = '3.0.9'

const KAFKA_JARS = [
  { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version: KAFKA_VERSION },
  { groupId: 'org.apache.kafka', artifactId: 'kafka-tools', version: KAFKA_VERSION },
  // Kafka leaves the choice of a logger to whoever packs it; without one it dies without a word.
  { groupId: 'org.apache.logging.log4j', artifactId: 'log4j-slf4j-impl', version: '2.25.4' },
]

export type Log = (line: string) => void

export interface KafkaFiles {
  classPath: string
  /** What `StorageTool format` puts into every empty data folder: the feature levels of this Kafka. */
  bootstrapCheckpoint: string
}

/** Returns Kafka's files, downloaded first when they are not in the cache (54 MB). */
export async function kafkaFiles(java: Java, log: Log, root: string = cacheRoot()): Promise<KafkaFiles> {
  const folder = await cached(root, `kafka-${KAFKA_VERSION}`, async (unfinished) => {
    log(`downloading Kafka ${KAFKA_VERSION} into ${root} (54 MB, once)`)
    await mkdir(unfinished)
    await writeFile(join(unfinished, 'pom.xml'), pomFor(KAFKA_JARS))
    await mavenDependency('copy-dependencies', ['-DoutputDirectory=libs'], unfinished)
    await format(java, unfinished)
  })
  return { classPath: await classPathOf(folder), bootstrapCheckpoint: join(folder, 'bootstrap.checkpoint') }
}

/** Returns the registry's runnable jar, downloaded first when it is not in the cache (109 MB). */
export async function registryJar(log: Log, root: string = cacheRoot()): Promise<string> {
  const folder = await cached(root, `apicurio-registry-${REGISTRY_VERSION}`, async (unfinished) => {
    log(`downloading the Apicurio registry ${REGISTRY_VERSION} into ${root} (109 MB, once)`)
    await mkdir(unfinished)
    const artifact = `-Dartifact=io.apicurio:apicurio-registry-app:${REGISTRY_VERSION}:tar.gz:all`
    await mavenDependency('copy', [artifact, '-DoutputDirectory=.'], unfinished)
    const archive = join(unfinished, `apicurio-registry-app-${REGISTRY_VERSION}-all.tar.gz`)
    await run('tar', ['-xzf', archive, '-C', unfinished])
    await rm(archive)
  })
  return join(folder, `apicurio-registry-app-${REGISTRY_VERSION}-runner.jar`)
}

/** Sorted, since the archive of loaded classes (class-archive.ts) holds only for the same class path. */
async function classPathOf(folder: string): Promise<string> {
  const libs = join(folder, 'libs')
  const jars = (await readdir(libs)).filter((file) => file.endsWith('.jar')).toSorted()
  return jars.map((jar) => join(libs, jar)).join(delimiter)
}

/** Formats once per download instead of once per start: all but meta.properties is the same for every node. */
async function format(java: Java, folder: string): Promise<void> {
  const properties = join(folder, 'format.properties')
  const data = join(folder, 'formatted')
  const node = { id: 1, port: 9092, controllerPort: 9093 }
  await writeFile(properties, serverProperties(node, [node], data))
  const tool = ['kafka.tools.StorageTool', 'format', '-t', 'AAAAAAAAAAAAAAAAAAAAAQ', '-c', properties]
  await run(java.command, ['-cp', await classPathOf(folder), ...tool])
  await copyFile(join(data, 'bootstrap.checkpoint'), join(folder, 'bootstrap.checkpoint'))
  await Promise.all([rm(data, { recursive: true }), rm(properties)])
}
