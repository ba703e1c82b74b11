// T22: kafkajs logs as an error what it then tries again, such as a coordinator that starts.
import { expect, inject, test } from 'vitest'
import { recordingLog } from '../testing/recording-log.ts'
import { testKafka, testTopic, unique, until } from '../testing/index.ts'
import { withAdmin } from './connect.ts'
import { openTransactionalPublisher } from './transactional-publisher.ts'

test('what the client calls an error is a warning in our log, and says whose it is', async () => {
  const log = recordingLog()
  const kafka = testKafka(inject('kafkaBrokers'), log)
  const creating = withAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic: 'no name' }] }))
  await expect(creating).rejects.toThrow('Topic creation errors')
  expect(log.lines).toContainEqual({
    level: 'warn',
    message: expect.stringContaining('CreateTopics') as string,
    fields: expect.objectContaining({ kafkajs: 'Connection', clientId: 'test' }) as object,
  })
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
})

// The coordinator says after each commit that it is not ready yet: an extractor's log was full of it.
test('what follows every commit is no warning', async () => {
  const log = recordingLog()
  const kafka = testKafka(inject('kafkaBrokers'), log)
  const topic = await testTopic(kafka)
  const publisher = await openTransactionalPublisher(kafka, unique('commits'))
  const message = { topic, key: 'k', value: Buffer.from('v'), headers: {} }
  const notYet = () =>
    log.lines.filter(({ fields }) => JSON.stringify(fields).includes('same transaction was ongoing'))
  // Not where the next one comes late, as on a machine with much to do.
  await until(async () => {
    for (let n = 0; n < 10; n++) await publisher.publish([message])
    return notYet().length > 0
  })
  await publisher.close()
  expect(notYet().filter(({ level }) => level !== 'debug')).toEqual([])
})
