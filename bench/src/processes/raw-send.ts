// A process: kafkajs alone sends one message after the other, as a single caller would see it.
import kafkajs from 'kafkajs'

const { BROKERS = '', TOPIC = '', COUNT = '1', BYTES = '200' } = process.env
const producer = new kafkajs.Kafka({
  brokers: BROKERS.split(','),
  logLevel: kafkajs.logLevel.NOTHING,
}).producer({
  idempotent: true,
  maxInFlightRequests: 1,
})
await producer.connect()
const value = Buffer.alloc(Number(BYTES), 'x')
const milliseconds: number[] = []
for (let index = 0; index < Number(COUNT); index++) {
  const began = performance.now()
  await producer.send({ topic: TOPIC, acks: -1, messages: [{ key: String(index), value }] })
  milliseconds.push(performance.now() - began)
}
await producer.disconnect()
process.stdout.write(`${JSON.stringify({ milliseconds })}\n`)
