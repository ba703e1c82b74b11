// A process: an inventory system that answers each order once, at once, and costs little.
import { contracts, connectRegistry, createCodec } from '@channel-adapter/contracts'
import { connectKafka, createPublisher, subscribe } from '@channel-adapter/messaging'
import { silent as log } from '@channel-adapter/messaging/testing'
import { updateMessage, updateOf } from '../updates.ts'

const { BROKERS = '', REGISTRY_URL = '', PREFIX = '' } = process.env
const kafka = connectKafka({ brokers: BROKERS.split(','), clientId: 'partner', log })
const registry = connectRegistry(REGISTRY_URL)
const [orders, updates] = [PREFIX + contracts.order.name, PREFIX + contracts.orderUpdate.name]
const snapshots = await createCodec(contracts.order, orders, registry)
const answers = await createCodec(contracts.orderUpdate, updates, registry)
const publisher = createPublisher(kafka)
const answered = new Set<string>()
const subscription = await subscribe(kafka, {
  group: `${PREFIX}bench-partner`,
  topic: orders,
  concurrency: 256,
  failureChannels: false,
  handle: async ({ key, value }) => {
    const order = await snapshots.decode(value)
    // What is written back comes round as a snapshot of the same revision.
    if (answered.has(key)) return
    answered.add(key)
    await publisher.publish([updateMessage(updateOf(order, 1), { codec: answers, topic: updates })])
  },
  onFatal: (error) => {
    throw error
  },
})
const timer = setInterval(() => {
  if (!subscription.state().joined) return
  clearInterval(timer)
  process.stdout.write('{"joined":true}\n')
}, 20)
