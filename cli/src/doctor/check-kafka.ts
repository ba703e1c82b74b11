import { contracts, CURSOR_TOPIC } from '@channel-adapter/contracts'
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
import { fault, type Finding, fine, messageOf, unknown } from './finding.ts'

export interface KafkaUnderTest {
  readonly kafka: KafkaConnection
  readonly access: KafkaAccess
  readonly topicPrefix: string
  /** Ids of the ERP connections; undefined where nobody told. */
  readonly connections: readonly string[] | undefined
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

async function checkTopics({ kafka, topicPrefix, connections }: KafkaUnderTest): Promise<Finding[]> {
  const wanted = declaredTopics({ topicPrefix, connections: connections ?? [], keptApart: [] })
  const actual = await describeTopics(
    kafka,
    wanted.map(({ name }) => name),
  )
  const differences = topicDifferences(wanted, actual)
  if (differences.length === 0) return [fine('topics', `all ${wanted.length} are there, as declared`)]
  return differences.map(({ topic, what, declared, actual: found, mend, advice }) =>
    what === 'missing'
      ? fault(`topic ${topic}`, 'it does not exist', 'adapter topics create, with the same CONNECTIONS_FILE')
      : fault(
          `topic ${topic}`,
          `${what} is ${found}, declared ${declared}`,
          advice ?? (mend === 'set' ? 'adapter topics apply --yes' : 'adapter topics apply'),
        ),
  )
}

async function checkGroups({ kafka, topicPrefix, connections }: KafkaUnderTest): Promise<Finding[]> {
  const extractor = { group: `${topicPrefix}erp-extractor`, topic: topicPrefix + CURSOR_TOPIC }
  const appliers = [...(connections ?? []), 'unrouted'].map((id) => ({
    group: `${topicPrefix}update-applier.${id}`,
    topic: topicPrefix + contracts.orderUpdate.name,
  }))
  const existing = new Set(await listTopics(kafka))
  const { there = [], missing = [] } = Object.groupBy([extractor, ...appliers], ({ topic }) =>
    existing.has(topic) ? 'there' : 'missing',
  )
  const healths = await groupHealth(kafka, there)
  return [
    ...healths.map((health) => groupFinding(health, health.group !== extractor.group)),
    ...missing.map(({ group }) => unknown(`group ${group}`, 'not looked at, as its topic does not exist')),
  ]
}

/** @param reads whether the group reads its topic; the extractor's only divides the connections by it */
function groupFinding({ group, members, lag }: GroupHealth, reads: boolean): Finding {
  const about = `group ${group}`
  const service = reads ? 'update-applier' : 'erp-extractor'
  const behind = reads ? `, ${lag} messages wait` : ''
  return members === 0
    ? fault(about, `nobody is in it${behind}`, `start ${service}; if it runs, its log says what it waits for`)
    : fine(about, `${members} ${members === 1 ? 'member' : 'members'}${behind}`)
}
