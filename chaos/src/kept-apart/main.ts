/**
 * Kills the partner-router at random instants and inside of its transactions while orders and answers flow, and compares
 * a partner's topics with those that all share, read whole.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contracts, partnerTopics } from '@channel-adapter/contracts'
import { interruption, startDeployment } from '@channel-adapter/local-deployment'
import { startLocalKafka } from '@channel-adapter/local-kafka'
import {
  connectKafka,
  type IncomingMessage,
  type KafkaConnection,
  readToEnd,
} from '@channel-adapter/messaging'
import { silent } from '@channel-adapter/messaging/testing'
import { compare, type Contents, isNothing } from './compare.ts'
import { deaths, strikeRouter } from './strike-router.ts'

const ORDERS = 600
const PARTNER = 'mock-supplier.1'
const SETTLES_WITHIN_MS = 60_000

const say = (text: string) => process.stdout.write(`${text}\n`)
const interrupted = interruption(say)
await using running = new AsyncDisposableStack()
process.exitCode = await main()

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kept-apart-'))
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  const platform = await startLocalKafka()
  running.defer(() => platform.stop())
  const { brokers, registryUrl } = platform
  const deployment = await startDeployment({
    brokers,
    registryUrl,
    folder,
    orders: ORDERS,
    suppliersApart: true,
    // Small pages, so that many transactions are under way.
    connection: { pollIntervalMs: { min: 100, max: 500 }, overlapMs: 1000, pageSize: 20 },
    log: silent,
  })
  running.defer(() => deployment.stop())
  const { router } = deployment
  if (!router) throw new Error('the deployment has no router')
  let kills = 0
  for (const death of deaths) {
    if (interrupted.aborted) return 130
    const died = await strikeRouter(router, death)
    kills += died ? 2 : 1
    say(`${death.point}, passing ${death.nth}: ${died ? 'died there' : 'never came to it'}`)
  }
  const kafka = connectKafka({ brokers, clientId: 'kept-apart', log: silent })
  const suppliers = suppliersOf(`${folder}/partners.yaml`)
  const deadline = Date.now() + SETTLES_WITHIN_MS
  for (;;) {
    const found = await look(kafka, suppliers)
    const done = isNothing(found.ordersToThem) && isNothing(found.answersFromThem) && found.complete
    if (!done && Date.now() < deadline && !interrupted.aborted) continue
    say(JSON.stringify({ kills, ...found }, null, 2))
    return done ? 0 : 1
  }
}

async function look(kafka: KafkaConnection, suppliers: ReadonlySet<string>) {
  const own = partnerTopics(PARTNER)
  const isTheirs = ({ headers }: IncomingMessage) => suppliers.has(headers['supplier'] ?? '')
  const isTheirAnswer = ({ headers }: IncomingMessage) =>
    suppliers.has(/^\/partners\/supplier-(.+)$/.exec(headers['ce_source'] ?? '')?.[1] ?? '')
  const [to, from] = await Promise.all([contentsOf(kafka, own.orders), contentsOf(kafka, own.updates)])
  const [orders, answers] = await Promise.all([
    contentsOf(kafka, contracts.order.name, isTheirs),
    contentsOf(kafka, contracts.orderUpdate.name, isTheirAnswer),
  ])
  return {
    orders: count(orders),
    answers: count(from),
    ordersToThem: compare(orders, to),
    answersFromThem: compare(from, answers),
    /** Each order has been answered and shipped. */
    complete: orders.size > 0 && count(from) >= 2 * orders.size,
  }
}

async function contentsOf(
  kafka: KafkaConnection,
  topic: string,
  counts: (message: IncomingMessage) => boolean = () => true,
): Promise<Contents> {
  const contents = new Map<string, string[]>()
  await readToEnd(kafka, topic, (message) => {
    if (!counts(message)) return
    const ids = contents.get(message.key) ?? []
    contents.set(message.key, [...ids, message.headers['ce_id'] ?? ''])
  })
  return contents
}

function count(contents: Contents): number {
  return [...contents.values()].reduce((sum, { length }) => sum + length, 0)
}

function suppliersOf(partnersFile: string): ReadonlySet<string> {
  const { partners } = JSON.parse(readFileSync(partnersFile, 'utf8')) as {
    partners: { id: string; suppliers?: string[] }[]
  }
  const theirs = partners.find(({ id }) => id === PARTNER)?.suppliers ?? []
  return new Set(theirs.map((each) => each.slice(each.indexOf(':') + 1)))
}
