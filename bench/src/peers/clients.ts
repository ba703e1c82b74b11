import { ProduceAcks, Producer } from '@platformatic/kafka'
import kafkajs from 'kafkajs'

/** The least of a client: resolves when every in-sync replica has the values, each under a key of its own. */
export interface Client {
  send(topic: string, values: readonly Buffer[]): Promise<void>
}

/** An idempotent producer of one of the clients on npm, by its name. @throws {TypeError} when there is none of the name */
export async function openClient(name: string, brokers: string[]): Promise<Client> {
  let sent = 0
  const key = () => String(sent++)
  if (name === 'kafkajs') {
    const producer = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).producer({
      idempotent: true,
      maxInFlightRequests: 1,
    })
    await producer.connect()
    return {
      async send(topic, values) {
        await producer.send({ topic, acks: -1, messages: values.map((value) => ({ key: key(), value })) })
      },
    }
  }
  if (name === '@platformatic/kafka') {
    const producer = new Producer({ clientId: 'peer', bootstrapBrokers: brokers, idempotent: true })
    return {
      async send(topic, values) {
        const messages = values.map((value) => ({ topic, key: Buffer.from(key()), value }))
        await producer.send({ messages, acks: ProduceAcks.ALL })
      },
    }
  }
  throw new TypeError(`no client "${name}"`)
}
