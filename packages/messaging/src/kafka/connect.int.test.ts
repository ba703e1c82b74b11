// T22: kafkajs logs as an error what it then tries again, such as a coordinator that starts.
import { expect, inject, test } from 'vitest'
import { recordingLog } from '../testing/recording-log.ts'
import { testKafka } from '../testing/index.ts'
import { withAdmin } from './connect.ts'

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
