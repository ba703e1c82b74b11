// A process: updates sent to the topic at a steady rate, whatever becomes of them (open loop: one that is sent late is
// late from the moment at which it was due). Says when it began, and at the end that all are in the topic.
import { contracts, connectRegistry, createCodec } from '@channel-adapter/contracts'
import { connectKafka, createPublisher } from '@channel-adapter/messaging'
import { silent as log } from '@channel-adapter/messaging/testing'
import { updateMessage, updatesOf } from '../updates.ts'

const { BROKERS = '', REGISTRY_URL = '', TOPIC = '', LOAD = '{}', PER_SECOND = '1' } = process.env
const kafka = connectKafka({ brokers: BROKERS.split(','), clientId: 'paced', log })
const codec = await createCodec(contracts.orderUpdate, TOPIC, connectRegistry(REGISTRY_URL))
const channel = { codec, topic: TOPIC }
const messages = [...updatesOf(JSON.parse(LOAD))].map((update) => updateMessage(update, channel))
const publisher = createPublisher(kafka)
const spacing = 1000 / Number(PER_SECOND)
const sending: Promise<void>[] = []
const now = () => performance.timeOrigin + performance.now()
// The connection is there before the first is due.
const startedAt = now() + 500
process.stdout.write(`${JSON.stringify({ startedAt, spacing })}\n`)

const { promise: sent, resolve } = Promise.withResolvers<void>()
const timer = setInterval(() => {
  const due = Math.min(messages.length, Math.floor((now() - startedAt) / spacing) + 1)
  if (due > sending.length) {
    const batch = messages.slice(sending.length, due)
    const published = publisher.publish(batch)
    for (let index = 0; index < batch.length; index++) sending.push(published)
  }
  if (sending.length === messages.length) {
    clearInterval(timer)
    resolve()
  }
}, 1)
await sent
await Promise.all(sending)
await publisher.stop()
process.stdout.write(`${JSON.stringify({ sent: sending.length })}\n`)
