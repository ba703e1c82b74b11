import { contracts, CURSOR_TOPIC, ROUTER_GROUP } from '@channel-adapter/contracts'
import {
  advertisedBrokers,
  brokerHealth,
  describeTopics,
  type GroupHealth,
  groupHealth,
  type KafkaConnection,
  listTopics,
  topicDifferences,
} from '@channel-adapter/messaging'
import type { KafkaAccess } from '@channel-adapter/process'
import { declaredTopics } from '../topics/declared-topics.ts'
import { checkEndpoint, type Endpoint } from './check-endpoint.ts'
import { checkRights } from './check-rights.ts'
import { fault, type Finding, fine, messageOf, unknown } from './finding.ts'

export interface KafkaUnderTest {
  readonly kafka: KafkaConnection
  readonly access: KafkaAccess
  readonly topicPrefix: string
  /** Ids of the ERP connections; undefined where nobody told. */
  readonly connections: readonly string[] | undefined
  /** Ids of the partners that have topics of their own. */
  readonly keptApart: readonly string[]
}

// Of the requests that only read, DescribeQuorum alone tells a clock: the controller's, which need not be a broker.
// A broker tells its own by stamping a record, and the doctor writes none.
const CLOCKS_ARE_UNKNOWN =
  'not to be known without writing: a broker tells its clock only by stamping a record. On each of their machines `chronyc tracking` or `timedatectl` says how far it is off; retention and the timeout of transactions go by it'

/** Brokers, topics and groups; what cannot be seen without the step before it is not looked at. */
export async function checkKafka(tested: KafkaUnderTest, now: number): Promise<Finding[]> {
  const { access } = tested
  const bootstrap = access.brokers.map((broker) => endpointOf(broker, access))
  const looked = await Promise.all(bootstrap.map((endpoint) => checkEndpoint(endpoint, now)))
  const reached = looked.map(({ finding }) => finding)
  if (!looked.some((endpoint) => endpoint.reached)) {
    return [...reached, unknown('topics and groups', 'not looked at, as no broker is reached')]
  }
  let advertised: { host: string; port: number }[]
  try {
    advertised = await advertisedBrokers(tested.kafka)
  } catch (error) {
    return [
      ...reached,
      fault(
        'the cluster',
        `it does not let us in (${messageOf(error)})`,
        'compare KAFKA_TLS and KAFKA_SASL_* with the listener at this port, and what this user may do there',
      ),
    ]
  }
  const brokers = await Promise.all(advertised.map((broker) => checkBroker(broker, access, now)))
  return [
    ...reached,
    ...brokers,
    unknown('the brokers’ clocks', CLOCKS_ARE_UNKNOWN),
    ...(await permitted('topics', checkTopics(tested))),
    ...(await permitted('groups', checkGroups(tested))),
    ...(tested.keptApart.length > 0
      ? await checkRights(tested.kafka, tested.topicPrefix, tested.keptApart)
      : []),
  ]
}

/** What we may not look at is a finding too. */
async function permitted(about: string, look: Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look
  } catch (error) {
    const mend = 'let this user describe them (Kafka’s Describe and DescribeConfigs)'
    return [fault(about, `they cannot be looked at (${messageOf(error)})`, mend)]
  }
}

function endpointOf(broker: string, { tls }: KafkaAccess): Endpoint {
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(broker) ?? []
  return {
    about: `broker ${broker}`,
    host,
    port: Number(port),
    variable: 'KAFKA_BROKERS',
    ...(tls && { tls }),
  }
}

/** Where a broker says that it is, every client must get to. */
async function checkBroker(
  broker: { host: string; port: number },
  access: KafkaAccess,
  now: number,
): Promise<Finding> {
  const name = `${broker.host}:${broker.port}`
  const { finding, reached } = await checkEndpoint(endpointOf(name, access), now)
  const about = `broker ${name}, as it calls itself`
  if (!reached) {
    return fault(about, finding.text, 'set its advertised.listeners to an address that is reached from here')
  }
  try {
    const { release, notUnderstood } = await brokerHealth(broker, access.tls)
    if (notUnderstood.length > 0 || release === undefined) {
      const what = notUnderstood.join(', ') || 'what is needed since Kafka 2.1'
      return fault(about, `it does not understand ${what}`, 'use a Kafka between 2.1 and 4')
    }
    return fine(about, `Kafka ${release} or newer`)
  } catch (error) {
    return fault(about, `no Kafka answers (${messageOf(error)})`, 'is KAFKA_TLS as the listener has it?')
  }
}

async function checkTopics({
  kafka,
  topicPrefix,
  connections,
  keptApart,
}: KafkaUnderTest): Promise<Finding[]> {
  const wanted = declaredTopics({ topicPrefix, connections: connections ?? [], keptApart })
  const actual = await describeTopics(
    kafka,
    wanted.map(({ name }) => name),
  )
  const differences = topicDifferences(wanted, actual)
  if (differences.length === 0) return [fine('topics', `all ${wanted.length} are there, as declared`)]
  return differences.map(({ topic, what, declared, actual: found, mend, advice }) =>
    what === 'missing'
      ? fault(
          `topic ${topic}`,
          'it does not exist',
          'adapter topics create, with the same CONNECTIONS_FILE and PARTNERS_FILE',
        )
      : fault(
          `topic ${topic}`,
          `${what} is ${found}, declared ${declared}`,
          advice ?? (mend === 'set' ? 'adapter topics apply --yes' : 'adapter topics apply'),
        ),
  )
}

interface ExpectedGroup {
  readonly group: string
  readonly topic: string
  readonly service: string
  /** Whether it reads its topic by its offsets; of the others it only divides the work. */
  readonly reads: boolean
}

function expectedGroups({ topicPrefix, connections, keptApart }: KafkaUnderTest): ExpectedGroup[] {
  const divides = (service: string, topic: string): ExpectedGroup => ({
    group: topicPrefix + service,
    topic: topicPrefix + topic,
    service,
    reads: false,
  })
  return [
    divides('erp-extractor', CURSOR_TOPIC),
    ...(keptApart.length > 0 ? [divides(ROUTER_GROUP, contracts.order.name)] : []),
    ...[...(connections ?? []), 'unrouted'].map((id) => ({
      group: `${topicPrefix}update-applier.${id}`,
      topic: topicPrefix + contracts.orderUpdate.name,
      service: 'update-applier',
      reads: true,
    })),
  ]
}

async function checkGroups(tested: KafkaUnderTest): Promise<Finding[]> {
  const existing = new Set(await listTopics(tested.kafka))
  const { there = [], missing = [] } = Object.groupBy(expectedGroups(tested), ({ topic }) =>
    existing.has(topic) ? 'there' : 'missing',
  )
  const healths = new Map((await groupHealth(tested.kafka, there)).map((health) => [health.group, health]))
  return [
    ...there.map((expected) => groupFinding(expected, healths.get(expected.group))),
    ...missing.map(({ group }) => unknown(`group ${group}`, 'not looked at, as its topic does not exist')),
  ]
}

function groupFinding(
  { group, service, reads }: ExpectedGroup,
  { members, lag }: Pick<GroupHealth, 'members' | 'lag'> = { members: 0, lag: 0 },
): Finding {
  const about = `group ${group}`
  const behind = reads ? `, ${lag} messages wait` : ''
  return members === 0
    ? fault(about, `nobody is in it${behind}`, `start ${service}; if it runs, its log says what it waits for`)
    : fine(about, `${members} ${members === 1 ? 'member' : 'members'}${behind}`)
}
