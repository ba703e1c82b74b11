import { expect, inject, test } from 'vitest'
import { testKafka, unique } from '../testing/index.ts'
import { topicDifferences } from '../topic-differences.ts'
import { describeTopics, setTopicSettings } from './topic-settings.ts'
import { createTopics } from './topics.ts'

const kafka = testKafka(inject('kafkaBrokers'))

test('settings that differ are found and set, and those that others have made are left as they are', async () => {
  const name = unique('settings')
  await createTopics(kafka, [
    { name, partitions: 2, config: { 'retention.ms': '1000', 'segment.ms': '60000' } },
  ])
  const declared = [
    { name, partitions: 3, config: { 'retention.ms': '5000', 'min.insync.replicas': '1' } },
    { name: unique('absent'), partitions: 1, config: {} },
  ]
  const differences = async () =>
    topicDifferences(
      declared,
      await describeTopics(
        kafka,
        declared.map((declaration) => declaration.name),
      ),
    ).map(({ what }) => what)
  expect(await differences()).toEqual(['partitions', 'retention.ms', 'missing'])

  const found = topicDifferences(declared, await describeTopics(kafka, [name]))
  expect(await setTopicSettings(kafka, found)).toMatchObject([{ what: 'retention.ms', declared: '5000' }])
  expect(await differences()).toEqual(['partitions', 'missing'])
  const after = (await describeTopics(kafka, [name])).get(name)
  expect(after).toMatchObject({ partitions: 2, replicas: 1 })
  expect(after?.config.get('segment.ms')).toBe('60000')
})
