import type { TopicDeclaration } from '@channel-adapter/contracts'
import { pause } from '@channel-adapter/patience'
import type { Admin, ITopicMetadata } from 'kafkajs'
import { type KafkaConnection, withAdmin } from './connect.ts'

const LOOKS = 10
const LOOK_EVERY_MS = 300

/**
 * The deploy step for topics: creates those that are missing and leaves the others as they are.
 * @param replicas of each new topic; default: the broker's own
 * @returns the names created
 */
export function createTopics(
  kafka: KafkaConnection,
  declarations: readonly TopicDeclaration[],
  replicas = -1,
): Promise<string[]> {
  // Of a repetition the first look counts: what it made is there by the second.
  const created = new Set<string>()
  return withAdmin(kafka, async (admin) => {
    const all = declarations.map(({ name }) => name)
    const names = new Set(await missingTopics(admin, all))
    const missing = declarations.filter(({ name }) => names.has(name))
    for (const name of names) created.add(name)
    if (missing.length > 0) {
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map(({ name, partitions, config }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: replicas,
          configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
        })),
      })
    }
    // The controller has made them; the brokers serve them a moment later.
    for (const name of created) await admin.fetchTopicOffsets(name)
    return [...created]
  })
}

/**
 * What a service needs must have been created by the deploy step.
 * @throws {MissingTopics} naming all that are missing and how to create them
 */
export async function requireTopics(kafka: KafkaConnection, names: readonly string[]): Promise<void> {
  // A broker may list a topic some moments after the controller has made it.
  for (let attempt = 1; ; attempt++) {
    const missing = await withAdmin(kafka, (admin) => missingTopics(admin, names))
    if (missing.length === 0) return
    if (attempt > LOOKS) throw new MissingTopics(missing)
    await pause(LOOK_EVERY_MS)
  }
}

/** The deploy step has not been run, or not for this group. */
export class MissingTopics extends Error {
  override readonly name = 'MissingTopics'

  constructor(topics: readonly string[]) {
    super(`these topics do not exist; create them with \`adapter topics create\`: ${topics.join(', ')}`)
  }
}

/** Those of the named topics that there are and that we may see: of a cluster's other topics nothing is asked. */
export async function existingTopics(admin: Admin, names: readonly string[]): Promise<ITopicMetadata[]> {
  if (names.length === 0) return []
  const { topics } = await admin.fetchTopicMetadata({ topics: [...names] })
  return topics.filter(({ partitions }) => partitions.length > 0)
}

async function missingTopics(admin: Admin, names: readonly string[]): Promise<string[]> {
  const existing = new Set((await existingTopics(admin, names)).map(({ name }) => name))
  return names.filter((name) => !existing.has(name))
}

/** The names of all topics. */
export function listTopics(kafka: KafkaConnection): Promise<string[]> {
  return withAdmin(kafka, (admin) => admin.listTopics())
}
