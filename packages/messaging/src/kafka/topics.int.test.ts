/** The deploy step can be run again, and by two at once. */
import kafkajs from 'kafkajs'
import { expect, inject, test } from 'vitest'
import { testKafka, unique } from '../testing/index.ts'
import { withAdmin } from './connect.ts'
import { createTopics } from './topics.ts'

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
