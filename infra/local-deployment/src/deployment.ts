import { mkdirSync, writeFileSync } from 'node:fs'
import {
  connectRegistry,
  contracts,
  failureTopicDeclarations,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { freePorts } from '@channel-adapter/local-kafka'
import { connectKafka, createTopics, type Logger } from '@channel-adapter/messaging'
import { type Service, type ServiceOptions, startService } from './service.ts'

export interface DeploymentOptions {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  /** Where databases, logs and the connections file go. */
  readonly folder: string
  readonly topicPrefix?: string
  /** Orders that the ERP begins with; default all of the dataset. */
  readonly orders?: number
  /** Processes that share the suppliers among them. The last one answers over HTTP. Default 2. */
  readonly supplierGroups?: number
  readonly gatewayPort?: number
  readonly logLevel?: string
  /** Put over the connection's own settings in the connections file. */
  readonly connection?: Readonly<Record<string, unknown>>
  readonly log: Logger
}

/** The whole system, each service a process of its own. */
export interface Deployment {
  readonly connection: string
  readonly connectionsFile: string
  readonly erp: Service
  readonly extractor: Service
  readonly gateway: Service
  readonly applier: Service
  readonly inventory: Service
  readonly suppliers: readonly Service[]
  /** Whatever runs, partners first. Resolves when all have ended. */
  stop(): Promise<void>
}

const CONNECTION = 'adventureworks'
const EXTRACTOR_GROUP = 'erp-extractor'

/** The deploy step of contracts and topics, then every service, in the order in which they need each other. */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const {
    brokers,
    registryUrl,
    folder,
    topicPrefix = '',
    supplierGroups = 2,
    logLevel = 'info',
    log,
  } = options
  const started: Service[] = []
  const logFolder = `${folder}/logs`
  mkdirSync(logFolder, { recursive: true })
  await deployContracts(options)

  const count = 5 + supplierGroups
  const ports = await freePorts(count)
  const port = (): number => ports.shift() ?? 0
  const kafka = {
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
    TOPIC_PREFIX: topicPrefix,
    LOG_LEVEL: logLevel,
  }
  async function start(service: Omit<ServiceOptions, 'logFolder'>): Promise<Service> {
    const running = await startService({ ...service, logFolder })
    started.push(running)
    return running
  }
  async function stop(): Promise<void> {
    await Promise.all(started.toReversed().map((service) => service.stop()))
  }

  try {
    const erp = await start({
      name: 'mock-erp',
      service: 'mock-erp',
      port: port(),
      env: {
        DATABASE: `${folder}/erp.sqlite`,
        LOG_LEVEL: logLevel === 'info' ? 'warn' : logLevel,
        ...(options.orders !== undefined && { ORDERS_LIMIT: String(options.orders) }),
      },
    })
    const connectionsFile = `${folder}/connections.yaml`
    const connection = { id: CONNECTION, kind: 'mock-erp', url: erp.url, ...options.connection }
    // JSON is YAML.
    writeFileSync(connectionsFile, JSON.stringify({ connections: [connection] }, null, 2))

    const gatewayPort = options.gatewayPort ?? port()
    const gatewayUrl = `http://127.0.0.1:${gatewayPort}`
    const [gateway, applier, inventory, ...suppliers] = await Promise.all([
      start({ name: 'publisher-gateway', service: 'publisher-gateway', port: gatewayPort, env: kafka }),
      start({
        name: 'update-applier',
        service: 'update-applier',
        port: port(),
        env: { ...kafka, CONNECTIONS_FILE: connectionsFile },
      }),
      start({
        name: 'mock-inventory',
        service: 'mock-inventory',
        port: port(),
        env: { ...kafka, DATABASE: `${folder}/inventory.sqlite` },
      }),
      ...Array.from({ length: supplierGroups }, (_, index) =>
        start({
          name: `mock-supplier-${index + 1}`,
          service: 'mock-supplier',
          port: port(),
          env: {
            ...kafka,
            SUPPLIER_GROUP: String(index + 1),
            SUPPLIER_GROUPS: String(supplierGroups),
            ...(index === supplierGroups - 1 && { ANSWER_VIA: 'http', GATEWAY_URL: gatewayUrl }),
          },
        }),
      ),
    ])
    // Last, so that the loop begins when all who take part in it are there.
    const extractor = await start({
      name: 'erp-extractor',
      service: 'erp-extractor',
      port: port(),
      env: { ...kafka, CONNECTIONS_FILE: connectionsFile },
    })
    log.info({ folder }, 'all services are ready')
    return {
      connection: CONNECTION,
      connectionsFile,
      erp,
      extractor,
      gateway,
      applier,
      inventory,
      suppliers,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Registers the contracts and creates every topic that the deployment's services use. */
async function deployContracts(options: DeploymentOptions): Promise<void> {
  const { brokers, registryUrl, topicPrefix = '', supplierGroups = 2, log } = options
  await registerContracts(connectRegistry(registryUrl), topicPrefix)
  const order = contracts.order.name
  const update = contracts.orderUpdate.name
  const suppliers = Array.from({ length: supplierGroups }, (_, index) => `mock-supplier.${index + 1}`)
  await createTopics(connectKafka({ brokers, clientId: 'deploy', log }), [
    ...prefixed(topicDeclarations, topicPrefix),
    ...[EXTRACTOR_GROUP, 'mock-inventory', ...suppliers].flatMap((group) =>
      failureTopicDeclarations(order, group, topicPrefix),
    ),
    ...[CONNECTION, 'unrouted'].flatMap((connection) =>
      failureTopicDeclarations(update, `update-applier.${connection}`, topicPrefix),
    ),
  ])
}
