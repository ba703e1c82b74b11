/** What sets a connection back goes on record like any other change, on a real broker and registry. */
import {
  type AuditRecord,
  connectRegistry,
  contracts,
  createCodec,
  CURSOR_PARTITIONS,
  CURSOR_TOPIC,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { createPublisher, createTopics, partitionOf, readToEnd } from '@channel-adapter/messaging'
import { testKafka, unique } from '@channel-adapter/messaging/testing'
import { expect, inject, test, vi } from 'vitest'
import { createProgram } from './program.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const registry = connectRegistry(inject('schemaRegistryUrl'))

test('cursor reset and updates rewind are on record, with who and why', async () => {
  const prefix = `${unique('again')}.`
  await registerContracts(registry, prefix)
  await createTopics(kafka, prefixed(topicDeclarations, prefix))
  vi.stubEnv('KAFKA_BROKERS', inject('kafkaBrokers').join(','))
  vi.stubEnv('SCHEMA_REGISTRY_URL', inject('schemaRegistryUrl'))
  vi.stubEnv('TOPIC_PREFIX', prefix)
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const publisher = createPublisher(kafka)
  const partition = partitionOf('acme', CURSOR_PARTITIONS)
  const cursors = prefix + CURSOR_TOPIC
  await publisher.publish([{ topic: cursors, partition, key: 'acme', value: Buffer.from('{}'), headers: {} }])
  await publisher.stop()

  const run = (...args: string[]) =>
    createProgram(() => expect.fail('it ended')).parseAsync(args, { from: 'user' })
  await run('cursor', 'reset', 'acme', '--why', 'lost copies', '--by', 'ana')
  await run('updates', 'rewind', '--connection', 'acme', '--why', 'restored', '--by', 'ana')

  const values: number[] = []
  await readToEnd(kafka, cursors, ({ value }) => values.push(value.length))
  expect(values).toEqual([2, 0])
  expect(await records(prefix + contracts.audit.name)).toMatchObject([
    { action: 'RESET', connection: 'acme', name: 'ana', reason: 'lost copies', decision: 'ALLOWED' },
    { action: 'REWIND', connection: 'acme', name: 'ana', reason: 'restored', through: 'COMMAND' },
  ])
})

async function records(topic: string): Promise<AuditRecord[]> {
  const codec = await createCodec(contracts.audit, topic, registry)
  const values: Buffer[] = []
  await readToEnd(kafka, topic, ({ value }) => values.push(value))
  return Promise.all(values.map((value) => codec.decode(value)))
}
