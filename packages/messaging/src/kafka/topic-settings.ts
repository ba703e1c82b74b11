import kafkajs, { type Admin } from 'kafkajs'
import type { ActualTopic, TopicDifference } from '../topic-differences.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'
import { existingTopics } from './topics.ts'

/** Those of the named topics that there are, with their settings. */
export function describeTopics(
  kafka: KafkaConnection,
  names: readonly string[],
): Promise<Map<string, ActualTopic>> {
  return withAdmin(kafka, async (admin) => {
    const topics = await existingTopics(admin, names)
    if (topics.length === 0) return new Map()
    const configs = await settingsOf(
      admin,
      topics.map(({ name }) => name),
    )
    return new Map(
      topics.map(({ name, partitions }) => [
        name,
        {
          name,
          partitions: partitions.length,
          replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
          config: new Map(configs.get(name)?.map(({ configName, configValue }) => [configName, configValue])),
        },
      ]),
    )
  })
}

/**
 * Sets what can be set without moving data.
 * @returns what was set; the rest is for a person
 */
export function setTopicSettings(
  kafka: KafkaConnection,
  differences: readonly TopicDifference[],
): Promise<TopicDifference[]> {
  const toSet = differences.filter(({ mend }) => mend === 'set')
  const byTopic = Map.groupBy(toSet, ({ topic }) => topic)
  if (byTopic.size === 0) return Promise.resolve([])
  return withAdmin(kafka, async (admin) => {
    const configs = await settingsOf(admin, [...byTopic.keys()])
    await admin.alterConfigs({
      validateOnly: false,
      resources: [...byTopic].map(([name, changes]) => {
        // The request replaces all of a topic's own settings: those that others have made are sent along.
        const own = (configs.get(name) ?? []).filter(
          ({ configSource }) => configSource === kafkajs.ConfigSource.TOPIC_CONFIG,
        )
        const settings = new Map(own.map(({ configName, configValue }) => [configName, configValue]))
        for (const { what, declared } of changes) settings.set(what, declared)
        return {
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name,
          configEntries: [...settings].map(([key, value]) => ({ name: key, value })),
        }
      }),
    })
    return toSet
  })
}

async function settingsOf(admin: Admin, names: readonly string[]) {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  })
  return new Map(resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]))
}
