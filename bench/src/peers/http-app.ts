// A process: what one would write in Node instead, fastify and a client of Kafka. BATCH=1: concurrent requests share a
// send, which is the most that the client can do; without it each request is a send of its own, which is what one
// writes first.
import { setImmediate as turn } from 'node:timers/promises'
import Fastify from 'fastify'
import { openClient } from './clients.ts'

const { BROKERS = '', TOPIC = '', CLIENT = '', BATCH = '' } = process.env
const client = await openClient(CLIENT, BROKERS.split(','))
let waiting: Buffer[] = []
let next: Promise<void> | undefined
let last = Promise.resolve()

function sent(value: Buffer): Promise<void> {
  if (BATCH === '') return client.send(TOPIC, [value])
  waiting.push(value)
  // One send under way: what arrives meanwhile shares the next.
  next ??= last.then(turn).then(() => {
    const values = waiting
    waiting = []
    next = undefined
    last = client.send(TOPIC, values)
    return last
  })
  return next
}

const app = Fastify()
app.post('/send', (request) =>
  sent(Buffer.from(JSON.stringify(request.body))).then(() => ({
    data: request.body,
    message: 'Mensaje enviado a Kafka',
  })),
)
const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${JSON.stringify({ url })}\n`)
