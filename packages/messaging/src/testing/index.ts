import { randomUUID } from 'node:crypto'
import type { Logger } from '../ports.ts'
import { connectKafka, withAdmin, type KafkaConnection } from '../kafka/connect.ts'
import { readToEnd } from '../kafka/read-to-end.ts'

export { evictMembers } from './evict-members.ts'
export { recordingLog } from './recording-log.ts'

/** A logger that says nothing. */
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A connection for a test; pass a real logger to see what happens. */
export function testKafka(brokers: readonly string[], log: Logger = silent): KafkaConnection {
  return connectKafka({ brokers, clientId: 'test', log })
}

/** A name nobody else has. */
export function unique(name: string): string {
  return `${name}.${randomUUID().slice(0, 8)}`
}

interface TopicOptions {
  readonly name?: string
  readonly partitions?: number
  readonly config?: Readonly<Record<string, string>>
}

/** A new topic of the test's own. */
export async function testTopic(
  kafka: KafkaConnection,
  { name = unique('test'), partitions = 3, config = {} }: TopicOptions = {},
): Promise<string> {
  await withAdmin(kafka, (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic: name,
          numPartitions: partitions,
          configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
        },
      ],
    }),
  )
  return name
}

/** The values that committed readers can see of a topic now, as text. */
export async function valuesOf(kafka: KafkaConnection, topic: string): Promise<string[]> {
  const values: string[] = []
  await readToEnd(kafka, topic, ({ value }) => values.push(value.toString()))
  return values
}

/** The offset that a group has committed in a partition; -1 when none. */
export async function committedOffset(
  kafka: KafkaConnection,
  { group, topic, partition = 0 }: { group: string; topic: string; partition?: number },
): Promise<number> {
  const [found] = await withAdmin(kafka, (admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }))
  return Number(found?.partitions.find((each) => each.partition === partition)?.offset ?? -1)
}

/** Resolves when the condition holds. @throws when it does not within the time */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
