import { mkdirSync, writeFileSync } from 'node:fs'
import {
  connectRegistry,
  failureTopicDeclarations,
  prefixed,
  type Registry,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { startService } from '@channel-adapter/local-deployment'
import { freePorts, startLocalKafka } from '@channel-adapter/local-kafka'
import { connectKafka, createTopics, type KafkaConnection } from '@channel-adapter/messaging'
import { silent } from '@channel-adapter/messaging/testing'
import type { Document } from './erp/order-book.ts'
import { type Product, startProduct } from './processes/product.ts'
import { startWorker, type Worker } from './processes/worker.ts'

/** The connection's name in every run. */
export const CONNECTION = 'erp'
/** V8's threads that compile and clear for the ERP: four take the processors from what is measured. */
const ONE_HELPER = '--v8-pool-size=1'

/** What every run stands on: one broker, one registry, documents to make orders of. */
export interface Platform {
  readonly brokers: string
  readonly kafka: KafkaConnection
  readonly registry: Registry
  readonly registryUrl: string
  readonly folder: string
  /** Topics and contracts of a run of its own, under the prefix that is returned. @param groups whose failure channels it needs, by topic */
  prepare(groups?: Readonly<Record<string, readonly string[]>>): Promise<string>
  /** One of the product's services under a prefix; does not wait until it is ready. */
  service(name: string, prefix: string, env?: Readonly<Record<string, string>>): Promise<Product>
  /** The same with connections to ERPs. */
  connected(name: string, prefix: string, connections: readonly ConnectedErp[]): Promise<Product>
  /** @param settings what erp/main.ts takes from its environment */
  erp(settings: Readonly<Record<string, string>>): Promise<BenchErp>
  stop(): Promise<void>
}

/** A connection as the connections file has it, of the bench's own ERP. */
export interface ConnectedErp {
  readonly id: string
  readonly url: string
  readonly pageSize?: number
  readonly concurrency?: number
  readonly timeoutMs?: number
}

export interface BenchErp {
  readonly url: string
  readonly worker: Worker
  report(): Promise<ErpReport>
  noted(): Promise<ErpNotes>
}

/** What happened when; moments in milliseconds since the epoch. */
export interface ErpNotes {
  readonly added: readonly (readonly [number: string, at: number])[]
  /** Writes in effect, by when they were answered. */
  readonly applied: readonly (readonly [id: string, at: number])[]
}

export type ErpReport = Readonly<
  Record<
    | 'reads'
    | 'pages'
    | 'writes'
    | 'failures'
    | 'firstAt'
    | 'lastAt'
    | 'applied'
    /** Of those applied, which are so before they are answered. */
    | 'answered'
    | 'conflicts'
    | 'twice'
    | 'outOfOrder',
    number
  >
>

export interface PlatformOptions {
  readonly folder: string
  readonly product: string | undefined
  readonly profile: string | undefined
  readonly say: (text: string) => void
}

export async function startPlatform({ folder, product, profile, say }: PlatformOptions): Promise<Platform> {
  mkdirSync(folder, { recursive: true })
  const local = await startLocalKafka({ log: say })
  const brokers = local.brokers.join(',')
  const kafka = connectKafka({ brokers: local.brokers, clientId: 'bench', log: silent })
  const registry = connectRegistry(local.registryUrl)
  const documents = `${folder}/documents.json`
  writeFileSync(documents, JSON.stringify(await documentsOfMockErp(folder)))
  let runs = 0

  async function service(name: string, prefix: string, env: Readonly<Record<string, string>> = {}) {
    const [port = 0] = await freePorts(1)
    return startProduct({
      root: product,
      service: name,
      port,
      logFile: `${folder}/logs/${prefix}${name}.log`,
      env: {
        KAFKA_BROKERS: brokers,
        SCHEMA_REGISTRY_URL: local.registryUrl,
        TOPIC_PREFIX: prefix,
        LOG_LEVEL: 'warn',
        ...(profile !== undefined && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` }),
        ...env,
      },
    })
  }

  return {
    brokers,
    kafka,
    registry,
    registryUrl: local.registryUrl,
    folder,
    async prepare(groups = {}) {
      const prefix = `run${++runs}.`
      await registerContracts(registry, prefix)
      const failures = Object.entries(groups).flatMap(([topic, names]) =>
        names.flatMap((group) => failureTopicDeclarations(topic, group, prefix)),
      )
      await createTopics(kafka, [...prefixed(topicDeclarations, prefix), ...failures])
      return prefix
    },
    service,
    async connected(name, prefix, connections) {
      const file = `${folder}/${prefix}connections.yaml`
      const settings = connections.map((connection) => ({ kind: 'mock-erp', ...connection }))
      // JSON is YAML.
      writeFileSync(file, JSON.stringify({ connections: settings }))
      return service(name, prefix, { CONNECTIONS_FILE: file })
    },
    async erp(settings) {
      const worker = startWorker('erp/main.ts', {
        NODE_OPTIONS: ONE_HELPER,
        DOCUMENTS: documents,
        ...settings,
      })
      const { url } = (await worker.next()) as { url: string }
      return {
        url,
        worker,
        report: async () => (await (await fetch(`${url}/report`)).json()) as ErpReport,
        noted: async () => (await (await fetch(`${url}/noted`)).json()) as ErpNotes,
      }
    },
    stop: () => local.stop(),
  }
}

/** The dataset's orders as services/mock-erp sends them. */
async function documentsOfMockErp(folder: string): Promise<Document[]> {
  const [port = 0] = await freePorts(1)
  const env = { LOG_LEVEL: 'warn' }
  const erp = await startService({
    name: 'mock-erp',
    service: 'mock-erp',
    port,
    env,
    logFolder: `${folder}/logs`,
  })
  try {
    const documents: Document[] = []
    for (let query = ''; ;) {
      const answer = await fetch(`${erp.url}/api/purchase-orders?limit=1000${query}`)
      const { items, next } = (await answer.json()) as { items: Document[]; next: unknown }
      documents.push(...items)
      const last = items.at(-1)
      if (next == null || !last) return documents
      query = `&updated_since=${String(last['updated_at'])}&after=${String(last['number'])}`
    }
  } finally {
    await erp.stop()
  }
}
