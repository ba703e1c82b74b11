/** The deploy step can be run again, and by two at once. Of topics that nobody asked for nothing is told. */
import kafkajs from 'kafkajs'
import { expect, inject, test } from 'vitest'
import { testKafka, unique } from '../testing/index.ts'
import { checkBroker, type KafkaConnection, withAdmin } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { createTopics, listTopics, MissingTopics, requireTopics } from './topics.ts'
import { openTransactionalPublisher } from './transactional-publisher.ts'

const { ConfigResourceTypes } = kafkajs
const kafka = testKafka(inject('kafkaBrokers'))
const declaration = (config: Record<string, string>) => ({ name: unique('declared'), partitions: 2, config })

test('topics are created as declared; the second time nothing is created or changed', async () => {
  const one = declaration({ 'cleanup.policy': 'compact' })
  const two = declaration({})
  expect(await createTopics(kafka, [one])).toEqual([one.name])
  expect(await createTopics(kafka, [{ ...one, partitions: 5, config: {} }, two])).toEqual([two.name])
  expect(await createTopics(kafka, [one, two])).toEqual([])

  const metadata = await withAdmin(kafka, (admin) => admin.fetchTopicMetadata({ topics: [one.name] }))
  expect(metadata.topics[0]?.partitions).toHaveLength(2)
  const { resources } = await withAdmin(kafka, (admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: one.name, configNames: ['cleanup.policy'] }],
    }),
  )
  expect(resources[0]?.configEntries[0]?.configValue).toBe('compact')
})

test('two deploy steps at once do not disturb each other', async () => {
  const declarations = Array.from({ length: 5 }, () => declaration({}))
  await Promise.all([createTopics(kafka, declarations), createTopics(kafka, declarations.toReversed())])
  expect(await createTopics(kafka, declarations)).toEqual([])
})

test('those that are missing are named, and no others', async () => {
  const [one, two] = [declaration({}), declaration({})]
  await createTopics(kafka, [one])
  await expect(requireTopics(kafka, [one.name])).resolves.toBeUndefined()
  const missing = requireTopics(kafka, [one.name, two.name])
  await expect(missing).rejects.toThrow(MissingTopics)
  await expect(missing).rejects.toThrow(new RegExp(`: ${two.name}$`))
})

// T32: a cluster may have thousands. Their names alone were megabytes at each start and each check of readiness.
test('a service that begins, or is asked whether it is ready, is told of its own topics only', async () => {
  const own = declaration({})
  const foreign = Array.from({ length: 20 }, () => ({ ...declaration({}), name: unique('x'.repeat(200)) }))
  await createTopics(kafka, [own, ...foreign])
  const { measured, largest } = measuring(kafka)
  const message = { topic: own.name, key: 'k', value: Buffer.from('v'), headers: {} }

  await checkBroker(measured)
  await requireTopics(measured, [own.name])
  const publisher = createPublisher(measured)
  await publisher.publish([message])
  await publisher.stop()
  const transactional = await openTransactionalPublisher(measured, unique('claims'))
  await transactional.publish([message])
  await transactional.close()
  expect(largest()).toBeGreaterThan(0)
  expect(largest()).toBeLessThan(1000)

  const names = await listTopics(measured)
  expect(names).toEqual(expect.arrayContaining(foreign.map(({ name }) => name)))
  expect(largest()).toBeGreaterThan(4000)
})

/** The same connection, and the bytes of the longest answer about the cluster that any of its clients got. */
function measuring(connection: KafkaConnection): { measured: KafkaConnection; largest: () => number } {
  let largest = 0
  type Told = { payload: { apiName: string; size: number } }
  const watch = ({ payload: { apiName, size } }: Told) => {
    if (apiName === 'Metadata') largest = Math.max(largest, size)
  }
  const measured: KafkaConnection = {
    ...connection,
    admin() {
      const admin = connection.admin()
      admin.on(admin.events.REQUEST, watch)
      return admin
    },
    producer(options) {
      const producer = connection.producer(options)
      producer.on(producer.events.REQUEST, watch)
      return producer
    },
  }
  return { measured, largest: () => largest }
}
