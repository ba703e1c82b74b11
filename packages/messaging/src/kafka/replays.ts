import type { Publisher } from '../ports.ts'
import type { KafkaConnection } from './connect.ts'
import { createPublisher } from './publisher.ts'
import { readToEnd } from './read-to-end.ts'
import { ReplayDesk, type Replays } from './replay-desk.ts'

/** Reads a group's Dead Letter Channel and replay log as they are now. */
export async function openReplays(kafka: KafkaConnection, topic: string, group: string): Promise<Replays> {
  const publish: Publisher['publish'] = async (messages) => {
    const publisher = createPublisher(kafka)
    try {
      await publisher.publish(messages)
    } finally {
      await publisher.stop()
    }
  }
  const desk = new ReplayDesk(topic, group, publish)
  await Promise.all(desk.topics.map((name) => readToEnd(kafka, name, (message) => desk.note(message))))
  return desk
}
