import kafkajs, { type Message } from 'kafkajs'

/** The first messages of a topic, at least so many: what is sent again by those that are compared. */
export async function readMessages(brokers: string, topic: string, count: number): Promise<Message[]> {
  const messages: Message[] = []
  const kafka = new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId: `read-messages.${process.pid}` })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        // eslint-disable-next-line typescript/require-await -- kafkajs wants a promise
        eachBatch: async ({ batch }) => {
          for (const { key, value, headers } of batch.messages)
            messages.push({ key, value, headers: headers ?? {} })
          if (messages.length >= count) resolve()
        },
      })
      .catch(reject)
  })
  await consumer.disconnect()
  return messages
}
