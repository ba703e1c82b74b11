import kafkajs, { type ProducerBatch, type RecordMetadata, type TopicMessages } from 'kafkajs'

type KafkaMessage = TopicMessages['messages'][number]
type CreatePartitioner = typeof kafkajs.Partitioners.DefaultPartitioner

/** Which partition each message went to, as the producer's own partitioner chose it. */
export interface ChosenPartitions {
  readonly createPartitioner: CreatePartitioner
  of(message: KafkaMessage): number | undefined
}

export function chosenPartitions(): ChosenPartitions {
  const chosen = new WeakMap<KafkaMessage, number>()
  return {
    createPartitioner: () => {
      const choose = kafkajs.Partitioners.DefaultPartitioner()
      return (args) => {
        const partition = choose(args)
        chosen.set(args.message, partition)
        return partition
      }
    },
    of: (message) => chosen.get(message),
  }
}

/**
 * Sends until every partition has acknowledged its messages. kafkajs keeps one answer for each broker: when leaders
 * move while it tries again, it takes a broker's earlier answer for those of partitions that have come to it since,
 * and resolves though it never sent them (trap T26).
 * @param send of the producer that `partitions` belongs to
 * @returns whether messages of a partition were sent twice, as they are when it moves from a broker that has answered
 * to one that has not
 * @throws what `send` throws
 */
export async function sendWhole(
  send: (batch: ProducerBatch) => Promise<RecordMetadata[]>,
  topicMessages: readonly TopicMessages[],
  partitions: ChosenPartitions,
): Promise<{ repeated: boolean }> {
  let repeated = false
  // Every round that does not throw has been answered by at least one partition more.
  for (let left = topicMessages; left.length > 0;) {
    const answers = await send({ acks: -1, topicMessages: [...left] })
    const answered = new Set(answers.map(({ topicName, partition }) => `${topicName} ${partition}`))
    repeated ||= answered.size < answers.length
    left = left
      .map(({ topic, messages }) => ({
        topic,
        messages: messages.filter((message) => !answered.has(`${topic} ${partitions.of(message)}`)),
      }))
      .filter(({ messages }) => messages.length > 0)
  }
  return { repeated }
}
