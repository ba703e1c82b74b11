import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { isComplete, type Ledger, observe, stagesOf } from '@channel-adapter/ledger'
import { deployContracts, startService } from '@channel-adapter/local-deployment'
import { freePorts, startLocalKafka } from '@channel-adapter/local-kafka'
import { startTryton, type Tryton } from '@channel-adapter/local-tryton'
import type { Logger } from '@channel-adapter/messaging'
import { progressLine, progressView } from './progress.ts'

/** Receiving goods costs Tryton a second for each order. */
const ORDERS = 20
const CONNECTION = 'tryton'
const LOOK_EVERY_MS = 200
const STALLED_AFTER_MS = 120_000

export interface TrytonDemo {
  readonly orders: number | undefined
  /** For the connections file and the logs. */
  readonly folder: string
  readonly log: Logger
  readonly say: (text: string) => void
}

/**
 * The same loop on a real Tryton: its orders go out, suppliers and inventory answer, and Tryton holds their answers.
 * @returns what does not reconcile, each in a sentence
 */
export async function demoOnTryton(
  { orders = ORDERS, folder, log, say }: TrytonDemo,
  signal: AbortSignal,
): Promise<string[]> {
  await using running = new AsyncDisposableStack()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(`${folder}/logs`, { recursive: true })
  say('Starting Kafka, the schema registry and Tryton ...')
  const [kafka, tryton] = await Promise.all([
    startLocalKafka({ log: say }),
    startTryton({ orders, log: say }),
  ])
  running.defer(() => tryton.stop())
  running.defer(() => kafka.stop())
  signal.throwIfAborted()

  const { brokers, registryUrl } = kafka
  await deployContracts({ brokers, registryUrl, supplierGroups: 1, connections: [CONNECTION], log })
  const { url, database, user } = tryton
  const connection = { id: CONNECTION, kind: 'tryton', url, database, user, password: '${TRYTON_PASSWORD}' }
  const connections = `${folder}/connections.yaml`
  // JSON is YAML.
  writeFileSync(connections, JSON.stringify({ connections: [{ ...connection, concurrency: 4 }] }))
  const env = {
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
    CONNECTIONS_FILE: connections,
    TRYTON_PASSWORD: tryton.password,
    DATABASE: `${folder}/inventory.sqlite`,
    SUPPLIER_GROUP: '1',
    SUPPLIER_GROUPS: '1',
  }
  const ports = await freePorts(4)
  const services = ['update-applier', 'mock-inventory', 'mock-supplier', 'erp-extractor']
  await Promise.all(
    services.map(async (service, index) => {
      const port = ports[index] ?? 0
      const started = await startService({ name: service, service, port, env, logFolder: `${folder}/logs` })
      running.defer(() => started.stop())
    }),
  )
  const observer = await observe({ brokers, registryUrl, log })
  running.defer(() => observer.stop())

  say(`The loop runs: ${orders} orders of Tryton.\n`)
  const stalled = await complete(observer.ledger, orders, signal)
  const notes = await notesOf(tryton)
  const faults = [...stalled, ...faultsOf(observer.ledger, orders, notes)]
  const { updates, outcomes, snapshots } = observer.ledger
  say(`\n  orders published   ${snapshots.size}\n  updates produced   ${updates.size}`)
  say(`  outcomes told      ${outcomes.size}\n  notes in Tryton    ${notes.length}\n`)
  say(faults.length === 0 ? 'Everything reconciles.' : ['It does NOT reconcile:', ...faults].join('\n  - '))
  return faults
}

async function complete(ledger: Ledger, orders: number, signal: AbortSignal): Promise<string[]> {
  const view = progressView(process.stdout)
  const began = performance.now()
  let [size, changedAt] = [-1, began]
  for (;;) {
    signal.throwIfAborted()
    const now = performance.now()
    view.show(stagesOf(ledger).map((stage) => progressLine(stage, orders, (now - began) / 1000)))
    if (ledger.size !== size) [size, changedAt] = [ledger.size, now]
    const done = isComplete(ledger, orders)
    if (done || now - changedAt > STALLED_AFTER_MS) {
      view.end()
      return done ? [] : [`nothing has happened for ${STALLED_AFTER_MS / 1000} s`]
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

/** Every update that is said to be applied is noted in Tryton once, and every order was published. */
function faultsOf({ snapshots, outcomes }: Ledger, orders: number, notes: readonly string[]): string[] {
  return [
    ...(snapshots.size === orders ? [] : [`${snapshots.size} orders were published, not ${orders}`]),
    ...[...outcomes].flatMap(([id, results]) => {
      if (!results.some((result) => result.endsWith('APPLIED')))
        return [`update ${id} is ${results.join(', ')}`]
      const times = notes.filter((note) => note.includes(id)).length
      return times === 1 ? [] : [`update ${id} took effect ${times} times`]
    }),
  ]
}

async function notesOf(tryton: Tryton): Promise<string[]> {
  const rows = await tryton.rows('SELECT message FROM ir_note')
  return rows.map(({ message }) => String(message))
}
