import type { RecordMetadata, TopicMessages } from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { chosenPartitions, sendWhole } from './send-whole.ts'

const partitionMetadata = [0, 1, 2].map((partitionId) => ({
  partitionErrorCode: 0,
  partitionId,
  leader: 1,
  replicas: [1],
  isr: [1],
}))

/** Sends as kafkajs does, but for what it answers: one list of partitions for each call. */
function sending(answers: readonly (readonly number[])[]) {
  const partitions = chosenPartitions()
  const choose = partitions.createPartitioner()
  const sent: string[][] = []
  const send = ({ topicMessages = [] }: { topicMessages?: TopicMessages[] }): Promise<RecordMetadata[]> => {
    for (const { topic, messages } of topicMessages)
      for (const message of messages) choose({ topic, partitionMetadata, message })
    sent.push(topicMessages.flatMap(({ messages }) => messages.map(({ value }) => String(value))))
    const answered = answers[sent.length - 1] ?? []
    return Promise.resolve(answered.map((partition) => ({ topicName: 'orders', partition, errorCode: 0 })))
  }
  return { send, sent, partitions }
}

const messages = ['a', 'b', 'c'].map((value, partition) => ({ key: value, value, partition }))
const orders = [{ topic: 'orders', messages }]

describe('a batch for several partitions', () => {
  test('is sent once where all of them answer', async () => {
    const { send, sent, partitions } = sending([[0, 1, 2]])
    expect(await sendWhole(send, orders, partitions)).toEqual({ repeated: false })
    expect(sent).toEqual([['a', 'b', 'c']])
  })

  test('is sent again for those that have not answered, and for no other', async () => {
    const { send, sent, partitions } = sending([[1], [0], [2]])
    expect(await sendWhole(send, orders, partitions)).toEqual({ repeated: false })
    expect(sent).toEqual([['a', 'b', 'c'], ['a', 'c'], ['c']])
  })

  test('is known to be repeated where a partition has answered twice', async () => {
    const { send, partitions } = sending([[0, 1, 2, 1]])
    expect(await sendWhole(send, orders, partitions)).toEqual({ repeated: true })
  })

  test('fails where sending fails, also what is left of it', async () => {
    const { send, sent, partitions } = sending([[0]])
    const failing = (batch: { topicMessages?: TopicMessages[] }) =>
      sent.length === 1 ? Promise.reject(new Error('no leader')) : send(batch)
    await expect(sendWhole(failing, orders, partitions)).rejects.toThrow('no leader')
  })
})
