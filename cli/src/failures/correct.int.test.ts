/** What is corrected on the command line is handled and goes on record as what is corrected in the console. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  applierGroup,
  connectRegistry,
  contracts,
  createCodec,
  failureTopicDeclarations,
  orderKey,
  type OrderUpdate,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import { exampleUpdates } from '@channel-adapter/contracts/examples'
import {
  createPublisher,
  createTopics,
  failedMessage,
  openReplays,
  readToEnd,
} from '@channel-adapter/messaging'
import { testKafka, unique } from '@channel-adapter/messaging/testing'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createProgram } from '../program.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const registry = connectRegistry(inject('schemaRegistryUrl'))
const prefix = `${unique('correct')}.`
const { orderUpdate } = contracts
const topic = prefix + orderUpdate.name
const folder = mkdtempSync(join(tmpdir(), 'correct-'))
afterAll(() => rmSync(folder, { recursive: true }))
const parked: OrderUpdate = { ...exampleUpdates.response, source: 'acme', number: '4711' }
const group = applierGroup(prefix, parked.source)

beforeAll(async () => {
  vi.stubEnv('KAFKA_BROKERS', inject('kafkaBrokers').join(','))
  vi.stubEnv('SCHEMA_REGISTRY_URL', inject('schemaRegistryUrl'))
  vi.stubEnv('TOPIC_PREFIX', prefix)
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await registerContracts(registry, prefix)
  await createTopics(kafka, [
    ...prefixed(topicDeclarations, prefix),
    ...failureTopicDeclarations(orderUpdate.name, applierGroup('', parked.source), prefix),
  ])
  const codec = await createCodec(orderUpdate, topic, registry)
  const publisher = createPublisher(kafka)
  const failure = { code: 'erp-rejected', text: 'no', attempts: 1, firstFailedAt: new Date().toISOString() }
  const letters = [{ ...parked, id: 'another' }, parked].map((update, index) => {
    const message = { topic, partition: 0, offset: BigInt(index), key: orderKey(update), timestamp: 0 }
    return failedMessage(
      { ...message, headers: {}, value: codec.encode(update) },
      group,
      'deadLetter',
      failure,
    )
  })
  await publisher.publish(letters)
  await publisher.stop()
})

function correct(update: object, ...more: string[]): Promise<unknown> {
  const file = join(folder, 'update.json')
  writeFileSync(file, JSON.stringify(update))
  const args = ['dlq', 'correct', file, '--why', 'a slip', '--by', 'ana', '--no-wait', ...more]
  return createProgram(() => expect.fail('it ended')).parseAsync(args, { from: 'user' })
}
const requests = async () =>
  (await openReplays(kafka, topic, group)).log().filter(({ kind }) => kind === 'request')

const corrected = { ...parked, response: { ...parked.response, reason: 'as agreed' } }

test.each([
  ['an update that is not parked', { ...corrected, id: 'elsewhere' }, [], /no update elsewhere of acme:4711/],
  ['what would be another partner’s', { ...corrected, partner: 'initech' }, [], /keeps partner/],
  ['what breaks the contract', { ...corrected, orderRevision: 'one' }, [], /orderRevision/],
  ['nothing of it when it is only tried', corrected, ['--dry-run'], undefined],
])('asks for no replay of %s', async (_, update, more, message) => {
  const asked = correct(update, ...more)
  await (message ? expect(asked).rejects.toThrow(message) : asked)
  expect(await requests()).toEqual([])
})

test('has the update with its id handled as corrected, with before and after on record', async () => {
  await correct(corrected)
  const codec = await createCodec(orderUpdate, topic, registry)
  const [request, ...others] = await requests()
  expect(others).toEqual([])
  const entries = request?.kind === 'request' ? request.entries : []
  expect(entries.map(({ offset, value }) => [offset, value !== undefined])).toEqual([
    ['0', false],
    ['1', true],
  ])
  expect(await codec.decode(Buffer.from(entries[1]?.value ?? '', 'base64'))).toEqual(corrected)
  expect(await codec.decode(Buffer.from(entries[1]?.before ?? '', 'base64'))).toEqual(parked)

  const audit = await createCodec(contracts.audit, prefix + contracts.audit.name, registry)
  const records: Buffer[] = []
  await readToEnd(kafka, prefix + contracts.audit.name, ({ value }) => records.push(value))
  expect(await Promise.all(records.map((value) => audit.decode(value)))).toMatchObject([
    {
      action: 'CORRECT',
      connection: 'acme',
      order: 'acme:4711',
      name: 'ana',
      reason: 'a slip',
      through: 'COMMAND',
      plan: request?.plan,
    },
  ])
})
