/** Which answers are missing, as a system beside the console reads it: told by one of several, once, whoever dies. */
import { contracts, type MissingAnswer } from '@channel-adapter/contracts'
import { follow, type IncomingMessage } from '@channel-adapter/messaging'
import { until } from '@channel-adapter/messaging/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer, snapshot } from './readings.ts'
import { HASTY, runConsole } from './running-console.ts'

const running = new AsyncDisposableStack()
const messages: IncomingMessage[] = []
let channel: Awaited<ReturnType<typeof runConsole>>

beforeAll(async () => {
  channel = await runConsole()
  const topic = channel.topicPrefix + contracts.missingAnswer.name
  const following = await follow(channel.kafka, {
    topics: [topic],
    group: `${channel.topicPrefix}reminder`,
    onMessage: (message) => messages.push(message),
    onFatal: (error) => expect.fail(error.message),
  })
  running.defer(() => following.stop())
})
afterAll(() => running.disposeAsync())

const hasty = (number: string) => snapshot(0, { number, supplier: { id: HASTY, name: 'Hasty' } })
const told = async () => {
  const values: MissingAnswer[] = []
  for (const { value } of messages) values.push(await channel.codecs.missing.decode(value))
  return values.map(({ number, state }) => `${number} ${state}`).toSorted()
}
const isTold = (...expected: string[]) =>
  until(async () => JSON.stringify(await told()) === JSON.stringify(expected.toSorted()), 30_000)

test('an answer that is overdue, or no longer, is told once by one of two instances, and by the other when that has gone', async () => {
  // One answer is in the topic already: whoever told before it has read it would call it missing.
  await channel.publish([hasty('1'), hasty('2'), snapshot(0, { number: '3' })])
  await channel.publish([answer(0, { id: 'a', number: '2' })])
  const [first, second] = await Promise.all([channel.start(), channel.start()])
  running.defer(() => second.stop())
  await isTold('1 OVERDUE')
  await channel.publish([hasty('4'), answer(0, { id: 'b', number: '1' })])
  await isTold('1 OVERDUE', '1 RESOLVED', '4 OVERDUE')

  await first.leave()
  await channel.publish([answer(0, { id: 'c', number: '4' })])
  await isTold('1 OVERDUE', '1 RESOLVED', '4 OVERDUE', '4 RESOLVED')
  const third = await channel.start()
  running.defer(() => third.leave())
  await second.leave()
  await channel.publish([hasty('5')])
  await isTold('1 OVERDUE', '1 RESOLVED', '4 OVERDUE', '4 RESOLVED', '5 OVERDUE')

  const [{ key, headers } = { key: '', headers: {} }] = messages
  const { ce_type, ce_subject, supplier } = headers as Record<string, string>
  expect({ key, ce_type, ce_subject, supplier }).toEqual({
    key: 'adventureworks:1',
    ce_type: 'purchasing.missing-answer.v1',
    ce_subject: 'adventureworks:1',
    supplier: HASTY,
  })
  expect(new Set(messages.map(({ headers: { ce_id } }) => ce_id)).size).toBe(messages.length)
}, 90_000)
