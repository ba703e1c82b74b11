// A process: what one would write first with kafkajs, eachMessage. An order is read once, then written at the version
// that is known; a message is done when the ERP has it.
import { contracts } from '@channel-adapter/contracts'
import kafkajs from 'kafkajs'

const { BROKERS = '', TOPIC = '', GROUP = '', ERP_URL = '', PARTITIONS = '6' } = process.env
const WIRE_FORMAT_BYTES = 5
const versions = new Map<string, number>()

async function ask(number: string, init: RequestInit = {}): Promise<number> {
  const answer = await fetch(`${ERP_URL}/api/purchase-orders/${number}`, init)
  if (answer.ok) return ((await answer.json()) as { version: number }).version
  versions.delete(number)
  throw new Error(`the ERP answered ${answer.status}`)
}

async function apply(value: Buffer): Promise<void> {
  const update = contracts.orderUpdate.type.fromBuffer(value.subarray(WIRE_FORMAT_BYTES)) as {
    id: string
    number: string
    partner: string
    stockConfirmation: object
  }
  const { id, number, partner, stockConfirmation } = update
  const version = versions.get(number) ?? (await ask(number))
  const written = await ask(number, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
    body: JSON.stringify({ update_id: id, partner, stock_confirmation: stockConfirmation }),
  })
  versions.set(number, written)
}

const kafka = new kafkajs.Kafka({ brokers: BROKERS.split(','), logLevel: kafkajs.logLevel.NOTHING })
const consumer = kafka.consumer({ groupId: GROUP })
await consumer.connect()
await consumer.subscribe({ topic: TOPIC, fromBeginning: true })
await consumer.run({
  partitionsConsumedConcurrently: Number(PARTITIONS),
  eachMessage: async ({ message: { value } }) => {
    if (value) await apply(value)
  },
})
