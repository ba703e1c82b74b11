import { join } from 'node:path'
import type { RegistryDistribution } from './distribution.ts'
import type { Log } from './downloads.ts'
import { freePorts } from './free-port.ts'
import { JavaServer, whilePortsAreTaken } from './java-server.ts'
import { workFolder } from './work-folder.ts'
import type { WorkFolder } from './work-folder.ts'

export interface RegistryOptions {
  /** @default a free one */
  port?: number
  /** Where its log lives, kept after stop(). @default a temporary folder, removed by stop() */
  dir?: string
  /** Bootstrap servers of the Kafka that holds the schemas. Without it they are held in memory and forgotten at every start. */
  kafka?: string
  /** In MB. @default 300 */
  heapMb?: number
  log?: Log
}

export interface Registry {
  /** The Confluent API, for SCHEMA_REGISTRY_URL. */
  readonly url: string
  readonly port: number
  readonly running: boolean
  /** Reading it throws while the registry is down. */
  readonly pid: number
  /** What it has logged. */
  readonly logFile: string
  /** SIGKILL. */
  kill(): Promise<void>
  /** Ends it: gracefully where its folder stays, at once where it is removed. */
  stop(): Promise<void>
  /** Starts it again on the same port after a kill(). */
  start(): Promise<void>
}

/**
 * Starts an Apicurio registry on 127.0.0.1 and resolves when it answers.
 * @throws ServerDidNotStart with the tail of its log
 */
export async function launchRegistry(
  distribution: RegistryDistribution,
  options: RegistryOptions = {},
): Promise<Registry> {
  const folder = await workFolder('registry', options.dir)
  try {
    return await whilePortsAreTaken(
      () => launchOnPort(distribution, options, folder),
      options.port === undefined ? 5 : 1,
    )
  } catch (fault) {
    await folder.discard()
    throw fault
  }
}

async function launchOnPort(
  distribution: RegistryDistribution,
  options: RegistryOptions,
  folder: WorkFolder,
): Promise<Registry> {
  const port = options.port ?? Number((await freePorts(1))[0])
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`
  const logFile = join(folder.path, 'registry.log')
  const server = new JavaServer({
    name: 'the schema registry',
    command: distribution.java.command,
    args: [
      `-Xmx${options.heapMb ?? 300}m`,
      ...distribution.jvmFlags,
      ...settings(port, options.kafka),
      '-jar',
      distribution.jar,
    ],
    cwd: folder.path,
    logFile,
    // Its own log must say so too: a stranger who took the port would answer as well.
    isReady: async (logged) => (await logged()).includes('Listening on:') && (await isHealthy(port)),
  })
  await server.start()
  return {
    url,
    port,
    logFile,
    get running() {
      return server.running
    },
    get pid() {
      return server.pid
    },
    kill: () => server.kill(),
    start: () => server.start(),
    stop: async () => {
      await (folder.kept ? server.stop() : server.kill())
      await folder.discard()
    },
  }
}

function settings(port: number, kafka: string | undefined): string[] {
  const storage = [
    '-Dapicurio.storage.kind=kafkasql',
    `-Dapicurio.kafkasql.bootstrap.servers=${kafka}`,
    // How long a start waits for a snapshot that is not there; 5 s by default.
    '-Dapicurio.kafkasql.consumer.poll.timeout=1000',
  ]
  return [
    '-Dquarkus.http.host=127.0.0.1',
    `-Dquarkus.http.port=${port}`,
    '-Dquarkus.http.access-log.enabled=false',
    '-Dquarkus.log.category."io.quarkus".level=INFO',
    ...(kafka ? storage : []),
  ]
}

/** The API answers before the schemas are read back from Kafka, with an empty list; health tells when they are. */
async function isHealthy(port: number): Promise<boolean> {
  const health = `http://127.0.0.1:${port}/health/ready`
  const response = await fetch(health, { signal: AbortSignal.timeout(2_000) })
  await response.body?.cancel()
  return response.ok
}
