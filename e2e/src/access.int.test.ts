/**
 * A broker that lets nobody do anything unless a rule says so: with the rules of `adapter acls` the whole loop runs, each
 * service under a name of its own, proved by SCRAM or PLAIN, and what nobody needs is refused.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contracts, CURSOR_TOPIC, failureTopics, partnerTopics } from '@channel-adapter/contracts'
import { CONNECTION, startDeployment, writePartners } from '@channel-adapter/local-deployment'
import { addScramUser, startKafka } from '@channel-adapter/local-kafka'
import {
  addAccessRules,
  connectKafka,
  listAccessRules,
  type Logger,
  type KafkaConnection,
  openTransactionalPublisher,
  readToEnd,
  removeAccessRules,
} from '@channel-adapter/messaging'
import { recordingLog, silent, testKafka, until, valuesOf } from '@channel-adapter/messaging/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { adapter } from './adapter-command.ts'

const ORDERS = 10
const PASSWORD = 'a-password'
const USERS = [
  'extractor',
  'gateway',
  'router',
  'applier',
  'inventory',
  'apart',
  'supplier',
  'litware',
  'follower',
  'expediter',
  'operator',
  'console',
] as const
type User = (typeof USERS)[number]
/** These prove their names by PLAIN, all others by SCRAM: what a name may do must not depend on it. */
const BY_PLAIN: readonly User[] = ['gateway', 'inventory', 'supplier', 'operator']
const mechanismOf = (user: User) => (BY_PLAIN.includes(user) ? 'PLAIN' : 'SCRAM-SHA-512')

const PRINCIPALS = `
extractor=User:extractor
gateway=User:gateway
applier=User:applier
operator=User:operator
console=User:console
partner:mock-inventory=User:inventory
router=User:router
# On topics of its own.
apart:mock-supplier.1=User:apart
# Answers through the gateway.
partner:mock-supplier.2=User:supplier
partner:litware=User:litware
# Follows what becomes of updates, and tells who has not answered.
outcomes:follower=User:follower
missing:expediter=User:expediter
`

const order = contracts.order.name
const update = contracts.orderUpdate.name
const outcome = contracts.orderUpdateOutcome.name
const own = partnerTopics('mock-supplier.1')
const folder = mkdtempSync(join(tmpdir(), 'access-'))
const running = new AsyncDisposableStack()
let administrator: KafkaConnection
let secured: readonly string[]
let env: Record<string, string>
let suppliers: readonly (readonly string[])[]

const acls = (...args: string[]) => adapter(['acls', ...args, '--principals', `${folder}/principals`], env)

beforeAll(async () => {
  running.defer(() => rmSync(folder, { recursive: true, force: true }))
  const users = BY_PLAIN.map((name) => `user_${name}="${PASSWORD}"`).join(' ')
  const kafka = await startKafka({
    listeners: { SASL: 'SASL_PLAINTEXT' },
    properties: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // Whoever comes over the plain listener, the broker itself for one.
      'super.users': 'User:ANONYMOUS',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
      'listener.name.sasl.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      'listener.name.sasl.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${users};`,
    },
  })
  running.defer(() => kafka.stop())
  const { brokers } = kafka
  secured = kafka.listeners['SASL'] ?? []
  for (const name of USERS.filter((user) => !BY_PLAIN.includes(user))) {
    const user = { name, password: PASSWORD, mechanism: 'SCRAM-SHA-512' } as const
    await addScramUser(kafka.nodes[0]?.port ?? 0, user)
  }
  administrator = testKafka(brokers)

  writeFileSync(`${folder}/principals`, PRINCIPALS)
  const connection = { id: CONNECTION, kind: 'mock-erp', url: 'http://127.0.0.1:1' }
  writeFileSync(`${folder}/declared.yaml`, JSON.stringify({ connections: [connection] }))
  const partners = writePartners(folder, [CONNECTION], 2)
  suppliers = partners.suppliers
  env = {
    KAFKA_BROKERS: brokers.join(','),
    CONNECTIONS_FILE: `${folder}/declared.yaml`,
    PARTNERS_FILE: partners.file,
  }
  expect(await acls('apply')).toContain('is missing')
  expect(await listAccessRules(administrator)).toEqual([])
  await acls('apply', '--yes')

  const as = (user: User) => ({
    KAFKA_BROKERS: secured.join(','),
    KAFKA_SASL_MECHANISM: mechanismOf(user),
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: PASSWORD,
  })
  const deployment = await startDeployment({
    brokers,
    registryUrl: inject('schemaRegistryUrl'),
    folder,
    orders: ORDERS,
    suppliersApart: true,
    env: {
      'erp-extractor': as('extractor'),
      'publisher-gateway': as('gateway'),
      'update-applier': as('applier'),
      'mock-inventory': as('inventory'),
      'partner-router': as('router'),
      'mock-supplier-1': as('apart'),
      'mock-supplier-2': as('supplier'),
    },
    connection: { pollIntervalMs: { min: 100, max: 500 }, overlapMs: 1000 },
    log: silent,
  })
  running.defer(() => deployment.stop())
}, 120_000)
afterAll(() => running.disposeAsync())

const as = (username: User, log: Logger = silent) =>
  connectKafka({
    brokers: secured,
    clientId: username,
    log,
    sasl: {
      mechanism: mechanismOf(username) === 'PLAIN' ? 'plain' : 'scram-sha-512',
      username,
      password: PASSWORD,
    },
  })

async function write(user: User, topic: string): Promise<void> {
  const producer = as(user).producer({ retry: { retries: 0 } })
  await producer.connect()
  try {
    await producer.send({ topic, acks: -1, messages: [{ key: 'k', value: 'forged' }] })
  } finally {
    await producer.disconnect()
  }
}
/** What the broker has refused. kafkajs asks again for a group that is not ours, so only its log tells why nothing comes. */
async function refusalsOf(user: User, work: (kafka: KafkaConnection) => Promise<unknown>): Promise<string> {
  const log = recordingLog()
  const failed = await work(as(user, log)).then(
    () => '',
    (error: unknown) => String(error),
  )
  return failed && [failed, ...log.lines.map((entry) => JSON.stringify(entry))].join('\n')
}
const read = (topic: string, group: string) => (kafka: KafkaConnection) =>
  readToEnd(kafka, topic, () => {}, { group, stallMs: 3000 })

/** As a program of a partner's own reads: by committed offsets, in the group that it was named for. Until the first message has come. */
const consume = (topic: string, group: string) => async (kafka: KafkaConnection) => {
  const consumer = kafka.consumer({ groupId: group, retry: { retries: 1 }, allowAutoTopicCreation: false })
  const first = Promise.withResolvers<void>()
  consumer.on('consumer.crash', ({ payload }) => first.reject(payload.error))
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({ eachMessage: () => Promise.resolve(first.resolve()) })
    await first.promise
  } finally {
    await consumer.disconnect()
  }
}

const refused = /not authorized/i

test('the console reads in groups of its own, puts on record what people change, and tells which answers are missing', async () => {
  expect(await refusalsOf('console', read(update, 'console.0'))).toBe('')
  await write('console', contracts.audit.name)
  const telling = await openTransactionalPublisher(as('console'), 'console.missing')
  await telling.publish([
    { topic: contracts.missingAnswer.name, key: 'k', value: Buffer.from('v'), headers: {} },
  ])
  await telling.close()
})

test('with its own rights and no others each service does its part: answers come home, nothing is put aside', async () => {
  // Each order has the answers of an inventory system and of a supplier.
  await until(
    async () => (await valuesOf(administrator, contracts.orderUpdateOutcome.name)).length >= 2 * ORDERS,
    60_000,
  )
  const { deadLetter, invalid } = failureTopics(update, `update-applier.${CONNECTION}`)
  expect(await valuesOf(administrator, deadLetter)).toEqual([])
  expect(await valuesOf(administrator, invalid)).toEqual([])
})

test('a partner that is kept apart has its own orders on its topic and answers there; all of it came through', async () => {
  const ids = new Set(suppliers[0])
  const versionsOf = async (topic: string) => {
    const found: string[] = []
    await readToEnd(administrator, topic, ({ headers }) => {
      if (ids.has(headers['supplier'] ?? '')) found.push(headers['ce_id'] ?? '')
      else if (topic === own.orders) expect.fail('another supplier’s order')
    })
    return found.toSorted()
  }
  // Write-backs come round meanwhile.
  await until(async () => {
    const [all, theirs] = await Promise.all([versionsOf(order), versionsOf(own.orders)])
    return theirs.length > 0 && JSON.stringify(all) === JSON.stringify(theirs)
  })
  const answers = await valuesOf(administrator, own.updates)
  expect(answers.length).toBeGreaterThan(0)
  await until(async () => (await valuesOf(administrator, own.outcomes)).length >= answers.length)
})

test('who follows outcomes, and who asks after missing answers, each read them in a group of their own', async () => {
  const [outcomes, missing] = await Promise.all([
    refusalsOf('follower', consume(outcome, 'follower')),
    refusalsOf('expediter', consume(contracts.missingAnswer.name, 'expediter')),
  ])
  expect([outcomes, missing]).toEqual(['', ''])
})

// At once: for what is refused in reading kafkajs asks for seconds, and nothing else happens meanwhile.
describe.concurrent('refused is', () => {
  test.each(USERS.filter((user) => user !== 'extractor'))(
    'the %s, who would write the cursor',
    async (user) => {
      await expect(write(user, CURSOR_TOPIC)).rejects.toThrow(refused)
    },
  )

  test.each<[User, string]>([
    ['applier', order],
    ['litware', order],
    ['operator', update],
    ['console', update],
    ['litware', contracts.audit.name],
    ['gateway', contracts.orderUpdateOutcome.name],
    ['litware', contracts.orderUpdateOutcome.name],
    ['litware', failureTopics(own.orders, 'mock-supplier.1').replay],
    ['litware', own.updates],
    ['supplier', own.updates],
    ['apart', update],
    ['apart', own.orders],
    ['apart', own.outcomes],
    ['router', order],
    ['router', outcome],
    ['gateway', order],
    ['gateway', contracts.channelMessage.name],
    ['follower', outcome],
    ['expediter', contracts.missingAnswer.name],
  ])('the %s, writing %s', async (user, topic) => {
    await expect(write(user, topic)).rejects.toThrow(refused)
  })

  test.each<[User, string]>([
    ['litware', update],
    ['litware', contracts.orderUpdateOutcome.name],
    ['litware', failureTopics(own.orders, 'mock-supplier.1').deadLetter],
    ['litware', own.orders],
    ['litware', own.outcomes],
    ['apart', order],
    ['apart', update],
    ['apart', outcome],
    ['router', own.orders],
    ['applier', order],
    ['follower', order],
    ['follower', contracts.missingAnswer.name],
    ['expediter', outcome],
  ])('the %s, reading %s', async (user, topic) => {
    expect(await refusalsOf(user, read(topic, `${user}.parking`))).toMatch(refused)
  })

  test('whoever reads in another’s group, in one that only begins like its own, or in none of its own', async () => {
    expect(await refusalsOf('litware', read(order, 'litware.parking'))).toBe('')
    const [...said] = await Promise.all([
      refusalsOf('follower', consume(outcome, 'expediter')),
      refusalsOf('litware', read(order, 'mock-supplier.1.parking')),
      refusalsOf('litware', read(order, 'litware-2')),
      refusalsOf('gateway', read(update, 'gateway')),
    ])
    for (const each of said) expect(each).toMatch(/not authorized to access group/i)
  })

  test('whoever takes the extractor’s transactional id, which would fence it', async () => {
    const take = (kafka: KafkaConnection) => openTransactionalPublisher(kafka, 'erp-extractor.0')
    expect(await refusalsOf('applier', take)).toMatch(/transactional id authorization failed/i)
  })
})

test('what somebody has beyond it is shown, taken away when told, and other principals keep theirs', async () => {
  const rule = {
    host: '*',
    resource: 'topic',
    name: update,
    pattern: 'literal',
    operation: 'read',
    permission: 'allow',
  }
  const ours = { ...rule, principal: 'User:litware' }
  const other = { ...rule, principal: 'User:auditor' }
  await addAccessRules(administrator, [ours, other])
  const extra = async () =>
    (await listAccessRules(administrator)).filter(
      ({ name, operation }) => name === update && operation === 'read',
    )
  const whose = async () => (await extra()).map(({ principal }) => principal)
  await until(async () => (await whose()).includes('User:auditor'))
  const shown = await acls('apply', '--yes')
  expect(shown.trim().split('\n')).toEqual([
    expect.stringContaining('User:litware  allow read  topic purchasing.order-update.v1  is not declared'),
    expect.stringContaining(
      'User:auditor  allow read  topic purchasing.order-update.v1  is of somebody else',
    ),
  ])
  expect(await whose()).toContain('User:litware')
  await acls('apply', '--yes', '--prune')
  await until(async () => !(await whose()).includes('User:litware'))
  expect(await acls('check')).toContain('User:auditor')
})

test('the doctor finds the partner kept apart, and says so when somebody else’s right undoes it', async () => {
  const { CONNECTIONS_FILE: _, ...cluster } = env
  const findings = () =>
    adapter(['doctor', '--json'], { ...cluster, SCHEMA_REGISTRY_URL: inject('schemaRegistryUrl') })
  expect(await findings()).toContain('User:apart may answer in its name')
  const rule = { host: '*', resource: 'topic', name: order, pattern: 'literal', operation: 'read' }
  const tooMuch = { ...rule, principal: 'User:apart', permission: 'allow' }
  await addAccessRules(administrator, [tooMuch])
  await until(() =>
    findings().then(
      () => false,
      () => true,
    ),
  )
  await removeAccessRules(administrator, [tooMuch])
  await until(async () => (await findings()).includes('may answer'))
})
