import { randomUUID } from 'node:crypto'
import { failureTopicDeclarations, failureTopics } from '@channel-adapter/contracts'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { Unprocessable } from '../errors.ts'
import { failedMessage } from '../failure-channels.ts'
import { encodeReplayRecord, type ReplayRecord } from '../parking/replay-log.ts'
import type { IncomingMessage, Subscription } from '../ports.ts'
import { testKafka, testTopic, unique, until } from '../testing/index.ts'
import { openParking } from './parking.ts'
import { partitionOf } from './partition-of.ts'
import { createPublisher } from './publisher.ts'
import { openReplays } from './replays.ts'
import { subscribe } from './subscribe.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const running: Subscription[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((subscription) => subscription.stop(1000)))
})
const text = (message: IncomingMessage) => message.value.toString()

/** A group whose handler refuses what `refuses` says, and notes the rest. */
async function given(refuses: (value: string) => boolean) {
  const topic = await testTopic(kafka, { partitions: 2 })
  const group = unique('replays')
  for (const name of Object.values(failureTopics(topic, group)))
    await testTopic(kafka, { name, partitions: 2 })
  const seen: string[] = []
  const rule = { refuses }
  const start = async () => {
    const subscription = await subscribe(kafka, {
      topic,
      group,
      sessionTimeoutMs: 6000,
      // oxlint-disable-next-line typescript/require-await
      handle: async (message) => {
        if (rule.refuses(text(message))) throw new Unprocessable('refused', `no ${text(message)}`)
        seen.push(text(message))
      },
      onFatal: (error) => expect.fail(error.message),
    })
    running.push(subscription)
    return subscription
  }
  const publish = async (...messages: [key: string, value: string][]) => {
    const publisher = createPublisher(kafka)
    await publisher.publish(
      messages.map(([key, value]) => ({ topic, key, value: Buffer.from(value), headers: { ce_id: value } })),
    )
    await publisher.stop()
  }
  const replays = () => openReplays(kafka, topic, group)
  return { topic, group, seen, rule, start, publish, replays }
}
const by = { by: 'ana', reason: 'the ERP is mended' }

/** The dead letter of a message at offset 7. */
function letterOf({ topic, group, key, value }: Record<'topic' | 'group' | 'key' | 'value', string>) {
  const partition = partitionOf(key, 2)
  return failedMessage(
    { topic, partition, key, offset: 7n, timestamp: 0, value: Buffer.from(value), headers: {} },
    group,
    'deadLetter',
    { code: 'refused', text: 'no', attempts: 1, firstFailedAt: '2026-11-24T20:00:00Z' },
  )
}

describe('a replay', () => {
  test('handles the parked messages of each key again, in order, before later ones, and lets the key go', async () => {
    const { seen, rule, start, publish, replays } = await given((value) => value.startsWith('a'))
    await publish(['a', 'a1'], ['b', 'b1'], ['a', 'a2'], ['a', 'a3'])
    const subscription = await start()
    await until(() => subscription.state().parkedKeys === 1 && seen.length === 1)
    await until(async () => (await replays()).letters().length === 3)
    rule.refuses = () => false
    const plan = await (await replays()).request({ ...by, action: 'replay', keys: ['a'] })
    expect(plan).toMatchObject({ keys: 1, messages: 3 })
    await until(() => seen.length === 4)
    expect(seen).toEqual(['b1', 'a1', 'a2', 'a3'])
    await until(() => subscription.state().parkedKeys === 0)
    await publish(['a', 'a4'])
    await until(() => seen.length === 5)
    expect((await replays()).progress(plan.plan)).toMatchObject({ replayed: 3, failed: 0, left: 0 })
  })

  test('stops at the first message of a key that fails again, which stays parked with those behind it', async () => {
    const { seen, rule, start, publish, replays } = await given(() => true)
    await publish(['a', 'a1'], ['a', 'a2'], ['a', 'a3'])
    const subscription = await start()
    await until(async () => (await replays()).letters().length === 3)
    rule.refuses = (value) => value === 'a2'
    const { plan } = await (await replays()).request({ ...by, action: 'replay', keys: ['a'] })
    await until(async () => (await replays()).progress(plan).failed === 1)
    expect(seen).toEqual(['a1'])
    expect((await replays()).letters().map(({ message }) => text(message))).toEqual(['a2', 'a3'])
    expect(subscription.state().parkedKeys).toBe(1)
  })

  test('handles what an operator made of a message instead of it, and keeps the letter and its headers as they were', async () => {
    const { seen, start, publish, replays } = await given((value) => value === 'a1')
    await publish(['a', 'a1'], ['a', 'a2'])
    const subscription = await start()
    await until(async () => (await replays()).letters().length === 2)
    const opened = await replays()
    const entry = opened.letters()[0]?.entry
    if (!entry) throw new Error('no letter')
    const { partition, offset } = entry
    const corrections = [{ partition, offset, value: Buffer.from('a1 mended') }]
    await opened.request({ ...by, action: 'replay', keys: ['a'], corrections })
    await until(() => subscription.state().parkedKeys === 0)
    expect(seen).toEqual(['a1 mended', 'a2'])
    const [request] = (await replays()).log()
    expect(request).toMatchObject({
      ...by,
      entries: [{ value: Buffer.from('a1 mended').toString('base64') }, { offset: '1' }],
    })
  })

  test('asked for while no instance runs is carried out by the next, also when it was begun before a crash', async () => {
    const { seen, rule, start, publish, replays } = await given(() => true)
    await publish(['a', 'a1'], ['a', 'a2'])
    const first = await start()
    await until(async () => (await replays()).letters().length === 2)
    running.splice(running.indexOf(first), 1)
    await first.stop(0)
    rule.refuses = () => false
    await (await replays()).request({ ...by, action: 'replay', keys: ['a'] })
    await publish(['a', 'a3'])
    await start()
    await until(() => seen.length === 3)
    expect(seen).toEqual(['a1', 'a2', 'a3'])
  })

  test('whose request is read before the letters that it names begins when they are read', async () => {
    const { topic, group, seen, start, publish } = await given(() => false)
    await publish(['a', 'a1'])
    const subscription = await start()
    await until(() => seen.length === 1)
    const place = { topic, partition: partitionOf('a', 2), key: 'a' }
    const request: ReplayRecord = {
      kind: 'request',
      action: 'replay',
      plan: unique('plan'),
      key: 'a',
      at: '2026-11-24T20:00:00Z',
      entries: [{ ...place, offset: '7', letter: '0' }],
      ...by,
    }
    const letter = letterOf({ topic, group, key: 'a', value: 'a7' })
    const publisher = createPublisher(kafka)
    await publisher.publish([
      {
        ...place,
        topic: failureTopics(topic, group).replay,
        value: encodeReplayRecord(request),
        headers: {},
      },
    ])
    await publisher.publish([letter])
    await publisher.stop()
    await until(() => seen.includes('a7'))
    await until(() => subscription.state().parkedKeys === 0)
  })

  test('is carried out in the term that is live, also when an earlier one begins after it', async () => {
    const { topic, group, seen } = await given(() => false)
    const publisher = createPublisher(kafka)
    const parking = await openParking(kafka, publisher, {
      topic,
      group,
      // oxlint-disable-next-line typescript/require-await
      handle: async (message) => void seen.push(text(message)),
      onFatal: (error) => expect.fail(error.message),
    })
    const term = (signal: AbortSignal) => ({
      partitions: new Set([0, 1]),
      signal,
      addToLane: (_: string, task: () => Promise<void>) => void task(),
    })
    await parking.begin(term(new AbortController().signal))
    await parking.begin(term(AbortSignal.abort()))
    await publisher.publish([letterOf({ topic, group, key: 'a', value: 'a7' })])
    const replays = await openReplays(kafka, topic, group)
    await replays.request({ ...by, action: 'replay', keys: ['a'] })
    await until(() => seen.includes('a7'))
    await parking.stop()
    await publisher.stop()
  })

  test('discards on request, with who and why in the log, and lets the key go', async () => {
    const { seen, rule, start, publish, replays } = await given(() => true)
    await publish(['a', 'a1'])
    const subscription = await start()
    await until(async () => (await replays()).letters().length === 1)
    rule.refuses = () => false
    const { plan } = await (
      await replays()
    ).request({ by: 'ana', reason: 'sent in error', action: 'discard', keys: ['a'] })
    await until(() => subscription.state().parkedKeys === 0)
    expect(seen).toEqual([])
    const audit = (await replays()).log().filter((record) => record.plan === plan)
    expect(audit).toMatchObject([
      { kind: 'request', action: 'discard', by: 'ana', reason: 'sent in error' },
      { kind: 'result', result: 'discarded', key: 'a' },
    ])
  })

  test('that is cancelled goes no further', async () => {
    const { seen, rule, start, publish, replays } = await given(() => true)
    await publish(['a', 'a1'])
    const first = await start()
    await until(async () => (await replays()).letters().length === 1)
    running.splice(running.indexOf(first), 1)
    await first.stop(0)
    const { plan } = await (await replays()).request({ ...by, action: 'replay', keys: ['a'] })
    await (await replays()).cancel(plan, 'ana')
    rule.refuses = () => false
    const second = await start()
    await publish(['b', 'b1'])
    await until(() => seen.length === 1)
    expect(second.state().parkedKeys).toBe(1)
  })
})

test('a group whose topics the deploy step has not created is told which are missing', async () => {
  const topic = await testTopic(kafka)
  const group = `nobody.${randomUUID()}`
  expect(() => failureTopicDeclarations(topic, group)).toThrow('not declared')
  const attempt = subscribe(kafka, { topic, group, handle: () => Promise.resolve(), onFatal: () => {} })
  await expect(attempt).rejects.toThrow(`adapter topics create\`: ${topic}.${group}.dlq`)
})
