// A process: kafkajs alone sends again, in transactions of a page each, what a topic holds: the same bytes.
import kafkajs, { type Message } from 'kafkajs'

const { BROKERS = '', FROM = '', TO = '', COUNT = '1', PAGE = '500' } = process.env
const client = () => new kafkajs.Kafka({ brokers: BROKERS.split(','), logLevel: kafkajs.logLevel.NOTHING })
const messages: Message[] = []
const consumer = client().consumer({ groupId: `raw-transactions.${process.pid}` })
await consumer.connect()
await consumer.subscribe({ topic: FROM, fromBeginning: true })
await new Promise<void>((resolve, reject) => {
  consumer
    .run({
      autoCommit: false,
      // eslint-disable-next-line typescript/require-await -- kafkajs wants a promise
      eachBatch: async ({ batch }) => {
        for (const { key, value, headers } of batch.messages)
          messages.push({ key, value, headers: headers ?? {} })
        if (messages.length >= Number(COUNT)) resolve()
      },
    })
    .catch(reject)
})
await consumer.disconnect()

const producer = client().producer({
  transactionalId: TO,
  idempotent: true,
  maxInFlightRequests: 1,
  // As the product's own: kafkajs' default waits 300 ms after each commit.
  retry: { initialRetryTime: 2, maxRetryTime: 1000, retries: 16 },
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
})
await producer.connect()
await (await producer.transaction()).abort()
const cpuBefore = process.cpuUsage()
const began = performance.now()
for (let from = 0; from < messages.length; from += Number(PAGE)) {
  const transaction = await producer.transaction()
  const page = messages.slice(from, from + Number(PAGE))
  await transaction.sendBatch({ acks: -1, topicMessages: [{ topic: TO, messages: page }] })
  await transaction.commit()
}
const seconds = (performance.now() - began) / 1000
const { user, system } = process.cpuUsage(cpuBefore)
await producer.disconnect()
process.stdout.write(
  `${JSON.stringify({ count: messages.length, seconds, cpuSeconds: (user + system) / 1e6 })}\n`,
)
