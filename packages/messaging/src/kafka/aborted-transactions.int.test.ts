/** What was aborted is seen by nobody, however transactions overlap. */
import { expect, inject, test } from 'vitest'
import { testKafka, testTopic, unique, valuesOf } from '../testing/index.ts'

const kafka = testKafka(inject('kafkaBrokers'))

async function transactionOn(topic: string) {
  const producer = kafka.producer({
    transactionalId: unique('aborted'),
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { initialRetryTime: 2, retries: 30 },
  })
  await producer.connect()
  const transaction = await producer.transaction()
  return {
    send: (value: string) => transaction.send({ topic, messages: [{ key: 'k', value, partition: 0 }] }),
    abort: () => transaction.abort(),
    commit: () => transaction.commit(),
    close: () => producer.disconnect(),
  }
}

// T29: the broker names aborted transactions in the order of their ends, kafkajs took it for that of their beginnings.
// When an extractor lost several partitions at once, its page of orders came to partners twice.
test('messages of transactions that overlap and are aborted do not reach committed readers', async () => {
  const topic = await testTopic(kafka, { partitions: 1 })
  const transactions = await Promise.all(Array.from({ length: 3 }, () => transactionOn(topic)))
  const [first, second, third] = transactions
  await first?.send('aborted last 1')
  await first?.send('aborted last 2')
  await second?.send('aborted first')
  await third?.send('committed 1')
  await first?.send('aborted last 3')
  await second?.abort()
  await first?.send('aborted last 4')
  await first?.abort()
  await third?.send('committed 2')
  await third?.commit()
  const end = await transactionOn(topic)
  await end.send('committed 3')
  await end.commit()

  await expect
    .poll(() => valuesOf(kafka, topic), { timeout: 20_000 })
    .toEqual(['committed 1', 'committed 2', 'committed 3'])
  await Promise.all([...transactions, end].map(({ close }) => close()))
})
