/** What a console has told of missing answers, listed by the command. */
import {
  connectRegistry,
  contracts,
  createCodec,
  type MissingAnswer,
  orderKey,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { exampleMissing } from '@channel-adapter/contracts/examples'
import { createPublisher, createTopics } from '@channel-adapter/messaging'
import { testKafka, unique } from '@channel-adapter/messaging/testing'
import { expect, inject, test, vi } from 'vitest'
import { createProgram } from '../program.ts'

test('adapter orders missing lists what is overdue by the last word on each order, the longest due first', async () => {
  const kafka = testKafka(inject('kafkaBrokers'))
  const registry = connectRegistry(inject('schemaRegistryUrl'))
  const prefix = `${unique('missing')}.`
  await registerContracts(registry, prefix)
  await createTopics(kafka, prefixed(topicDeclarations, prefix))
  vi.stubEnv('KAFKA_BROKERS', inject('kafkaBrokers').join(','))
  vi.stubEnv('SCHEMA_REGISTRY_URL', inject('schemaRegistryUrl'))
  vi.stubEnv('TOPIC_PREFIX', prefix)
  const topic = prefix + contracts.missingAnswer.name
  const codec = await createCodec(contracts.missingAnswer, topic, registry)
  const publisher = createPublisher(kafka)
  const tell = (changes: Partial<MissingAnswer>) => {
    const value: MissingAnswer = {
      ...exampleMissing,
      source: 'acme',
      supplier: '7',
      state: 'OVERDUE',
      sentAt: '2026-10-01T00:00:00.000000Z',
      ...changes,
    }
    return publisher.publish([{ topic, key: orderKey(value), value: codec.encode(value), headers: {} }])
  }
  await tell({ number: '1', dueAt: '2026-11-03T00:00:00.000000Z' })
  await tell({ number: '2', dueAt: '2026-11-02T00:00:00.000000Z' })
  await tell({ number: '3', dueAt: '2026-11-01T00:00:00.000000Z' })
  await tell({ number: '3', state: 'RESOLVED' })
  await tell({ number: '4', supplier: '8' })
  await publisher.stop()

  const lines: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  const args = ['orders', 'missing', '--connection', 'acme', '--supplier', '7', '--json']
  await createProgram(() => expect.fail('it ended')).parseAsync(args, { from: 'user' })
  vi.restoreAllMocks()
  expect(lines.map((line) => (JSON.parse(line) as MissingAnswer).number)).toEqual(['2', '1'])
})
