// A process: a client of Kafka alone sends again, in transactions of a page each, what a topic holds: the same bytes.
import { ProduceAcks, Producer } from '@platformatic/kafka'
import kafkajs, { type Message } from 'kafkajs'
import published from 'kafkajs-published'
import { readMessages } from './read-messages.ts'

const { BROKERS = '', FROM = '', TO = '', COUNT = '1', PAGE = '500', CLIENT = 'kafkajs' } = process.env
const brokers = BROKERS.split(',')
const messages = await readMessages(BROKERS, FROM, Number(COUNT))

interface Sender {
  /** In a transaction of their own. */
  send(page: readonly Message[]): Promise<void>
  close(): Promise<void>
}

async function withKafkajs({ Kafka, logLevel, Partitioners }: typeof kafkajs): Promise<Sender> {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING })
  const producer = kafka.producer({
    transactionalId: TO,
    idempotent: true,
    maxInFlightRequests: 1,
    // As the product's own: kafkajs' default waits 300 ms after each commit.
    retry: { initialRetryTime: 2, maxRetryTime: 1000, retries: 16 },
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  await (await producer.transaction()).abort()
  return {
    async send(page) {
      const transaction = await producer.transaction()
      await transaction.sendBatch({ acks: -1, topicMessages: [{ topic: TO, messages: [...page] }] })
      await transaction.commit()
    },
    close: () => producer.disconnect(),
  }
}

async function withPlatformatic(): Promise<Sender> {
  const producer = new Producer({
    clientId: 'raw',
    bootstrapBrokers: brokers,
    idempotent: true,
    transactionalId: TO,
    // As above: Kafka answers CONCURRENT_TRANSACTIONS while the last one completes.
    retryDelay: 2,
    retries: 500,
  })
  return {
    async send(page) {
      const transaction = await producer.beginTransaction()
      await transaction.send({ messages: page.map(asPlatformatic), acks: ProduceAcks.ALL })
      await transaction.commit()
    },
    close: () => producer.close(),
  }
}

function asPlatformatic({ key, value, headers = {} }: Message) {
  const entries = Object.entries(headers).map(
    ([name, text]) => [Buffer.from(name), Buffer.from(String(text))] as const,
  )
  return {
    topic: TO,
    key: Buffer.from(key ?? ''),
    value: Buffer.from(value ?? ''),
    headers: new Map(entries),
  }
}

const releases: Readonly<Record<string, unknown>> = { kafkajs, 'kafkajs-published': published }
const release = releases[CLIENT]
const sender = await (release ? withKafkajs(release as typeof kafkajs) : withPlatformatic())
const cpuBefore = process.cpuUsage()
const began = performance.now()
for (let from = 0; from < messages.length; from += Number(PAGE))
  await sender.send(messages.slice(from, from + Number(PAGE)))
const seconds = (performance.now() - began) / 1000
const { user, system } = process.cpuUsage(cpuBefore)
await sender.close()
process.stdout.write(
  `${JSON.stringify({
    count: messages.length,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
  })}\n`,
)
