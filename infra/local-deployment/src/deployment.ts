import { mkdirSync } from 'node:fs'
import { freePorts } from '@channel-adapter/local-kafka'
import type { Logger } from '@channel-adapter/messaging'
import { startErps } from './connected-erps.ts'
import { CONNECTION, deployContracts } from './deploy-contracts.ts'
import { writePartners } from './local-partners.ts'
import { type Service, startService } from './service.ts'

type AdapterService = 'erp-extractor' | 'publisher-gateway' | 'update-applier'

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
  /** Processes of each of the adapter's own services, or of each by its folder. Default 1. */
  readonly instances?: number | Readonly<Record<AdapterService, number>>
  /** Whether suppliers see their own orders only: all groups but the last on topics of their own, the last by its key. */
  readonly suppliersApart?: boolean
  /** Put over the environment of every instance of a service, by the service's folder; or of one, by its name. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly gatewayPort?: number
  /** Where the operator's page is to be served; without it there is none. 0: on any free port. */
  readonly consolePort?: number
  readonly logLevel?: string
  /** Names of the ERP connections, each to an ERP of its own. Default one. */
  readonly connections?: readonly string[]
  /** Put over each connection's own settings in the connections file. */
  readonly connection?: Readonly<Record<string, unknown>>
  readonly log: Logger
}

/** The whole system, each service a process of its own. */
export interface Deployment {
  /** The first, with its ERP. */
  readonly connection: string
  readonly connectionsFile: string
  /** Every process, the following ones included. */
  readonly services: readonly Service[]
  readonly erp: Service
  /** The ERP of each connection. */
  readonly erps: ReadonlyMap<string, Service>
  /** The first instance, as are gateway and applier. */
  readonly extractor: Service
  readonly gateway: Service
  readonly applier: Service
  readonly inventory: Service
  readonly suppliers: readonly Service[]
  /** Where suppliers are kept apart. */
  readonly router: Service | undefined
  /** The operator's page, where one was asked for. */
  readonly console: Service | undefined
  /** Whatever runs, partners first. Resolves when all have ended. */
  stop(): Promise<void>
}

/** The deploy step of contracts and topics, then every service, in the order in which they need each other. */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const {
    brokers,
    registryUrl,
    folder,
    topicPrefix = '',
    supplierGroups = 2,
    connections = [CONNECTION],
    instances = 1,
    logLevel = 'info',
    log,
  } = options
  const started: Service[] = []
  const logFolder = `${folder}/logs`
  mkdirSync(logFolder, { recursive: true })
  const partners = options.suppliersApart ? writePartners(folder, connections, supplierGroups) : undefined
  await deployContracts({ ...options, ...(partners && { keptApart: partners.keptApart }) })

  const count = (service: AdapterService) => (typeof instances === 'number' ? instances : instances[service])
  const processes = count('erp-extractor') + count('publisher-gateway') + count('update-applier')
  const ports = await freePorts(3 + connections.length + supplierGroups + processes)
  const port = (): number => ports.shift() ?? 0
  const kafka = {
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
    TOPIC_PREFIX: topicPrefix,
    LOG_LEVEL: logLevel,
  }
  async function start(
    service: string,
    settings: Readonly<Record<string, string>>,
    { name = service, at = port() } = {},
  ): Promise<Service> {
    const env = { ...settings, ...options.env?.[service], ...options.env?.[name] }
    const running = await startService({ name, service, port: at, env, logFolder })
    started.push(running)
    return running
  }
  /** The first alone carries the service's plain name, on the port asked for. */
  function startInstances(
    service: AdapterService,
    settings: Readonly<Record<string, string>>,
    firstPort?: number,
  ): Promise<Service>[] {
    return Array.from({ length: count(service) }, (_, index) =>
      start(service, settings, {
        ...(count(service) > 1 && { name: `${service}-${index + 1}` }),
        ...(index === 0 && firstPort !== undefined && { at: firstPort }),
      }),
    )
  }
  async function stop(): Promise<void> {
    await Promise.all(started.toReversed().map((service) => service.stop()))
  }

  try {
    const { erps, connectionsFile } = await startErps({ ...options, connections, logLevel }, start)

    const gatewayPort = options.gatewayPort ?? port()
    const named = { ...kafka, ...(partners && { PARTNERS_FILE: partners.file }) }
    const connected = { ...kafka, CONNECTIONS_FILE: connectionsFile }
    const [gateways, appliers, inventory, suppliers] = await Promise.all([
      Promise.all(startInstances('publisher-gateway', named, gatewayPort)),
      Promise.all(startInstances('update-applier', { ...named, ...connected })),
      start('mock-inventory', { ...kafka, DATABASE: `${folder}/inventory.sqlite` }),
      Promise.all(
        Array.from({ length: supplierGroups }, (_, index) =>
          start(
            'mock-supplier',
            {
              ...kafka,
              SUPPLIER_GROUP: String(index + 1),
              SUPPLIER_GROUPS: String(supplierGroups),
              ...(partners && {
                SUPPLIERS: partners.suppliers[index]?.join(',') ?? '',
                ...(partners.keptApart[index] !== undefined && { PARTNER: partners.keptApart[index] }),
              }),
              ...(index === supplierGroups - 1 && {
                ANSWER_VIA: 'http',
                GATEWAY_URL: `http://127.0.0.1:${gatewayPort}`,
                ...(partners && { GATEWAY_KEY: partners.gatewayKey }),
              }),
            },
            { name: `mock-supplier-${index + 1}` },
          ),
        ),
      ),
    ])
    const router = partners && (await start('partner-router', named))
    // Last, so that the loop begins when all who take part in it are there.
    const extractors = await Promise.all(startInstances('erp-extractor', connected))
    const [gateway] = gateways
    const [applier] = appliers
    const [extractor] = extractors
    const [first] = erps
    if (!gateway || !applier || !extractor || !first)
      throw new RangeError('there must be at least one connection, and one instance of each service')
    const [connection, erp] = first
    const console =
      options.consolePort === undefined
        ? undefined
        : await start(
            'console',
            {
              ...kafka,
              STORE_FOLDER: folder,
              SERVICE_URLS: [...extractors, ...appliers].map(({ url }) => url).join(','),
            },
            { ...(options.consolePort > 0 && { at: options.consolePort }) },
          )
    log.info({ folder }, 'all services are ready')
    return {
      connection,
      connectionsFile,
      services: started,
      erp,
      erps,
      extractor,
      gateway,
      applier,
      inventory,
      suppliers,
      router,
      console,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
