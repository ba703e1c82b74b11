/** How the instances of a service divide a topic among them. */
import { afterEach, describe, expect, inject, test } from 'vitest'
import { recordingLog, testKafka, testTopic, unique, until } from '../testing/index.ts'
import { joinGroup } from './membership.ts'
import { createPublisher } from './publisher.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const members: Member[] = []

interface Member {
  partitions: readonly number[]
  leave: () => Promise<void>
}

afterEach(async () => {
  await Promise.all(members.splice(0).map(({ leave }) => leave()))
})

async function join(
  topic: string,
  group: string,
  weightOf: (partition: number) => number,
  as = kafka,
): Promise<Member> {
  const member: Member = { partitions: [], leave: () => Promise.resolve() }
  member.leave = await joinGroup(as, {
    topic,
    group,
    weightOf,
    onAssigned: (partitions) => {
      member.partitions = partitions
    },
    onFatal: (error) => expect.fail(error.message),
  })
  members.push(member)
  return member
}

describe('the members of a group', () => {
  // Dealt out by turns, connections whose partitions lay three apart were all extracted by one of three instances.
  test('bear the same weight each, and keep what they have when others come and go', async () => {
    const topic = await testTopic(kafka, { partitions: 18 })
    const group = unique('weighed')
    const heavy = new Set([0, 3, 6, 9, 12, 15])
    const weightOf = (partition: number) => (heavy.has(partition) ? 1 : 0)
    const heavyOf = ({ partitions }: Member) => partitions.filter((partition) => heavy.has(partition))
    const bear = (count: number, ...some: Member[]) =>
      until(() => some.every((member) => heavyOf(member).length === count))

    const [first, second] = await Promise.all([join(topic, group, weightOf), join(topic, group, weightOf)])
    await bear(3, first, second)
    const ofTwo = heavyOf(first)
    const third = await join(topic, group, weightOf)
    await bear(2, first, second, third)
    const ofThree = heavyOf(first)
    expect(ofTwo).toEqual(expect.arrayContaining(ofThree))
    await second.leave()
    await bear(3, first, third)
    expect(heavyOf(first)).toEqual(expect.arrayContaining(ofThree))
    const all = [...first.partitions, ...third.partitions]
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, partition) => partition))
  })
  // A console that was stopped just as another began took as long as the group waits for a member that is silent.
  test('leave in time though the group waits for one that is silent', async () => {
    const topic = await testTopic(kafka, { partitions: 2 })
    const group = unique('silent')
    const log = recordingLog()
    const member = await join(topic, group, () => 1, testKafka(inject('kafkaBrokers'), log))
    const silence = Promise.withResolvers<void>()
    let holds = false
    const silent = kafka.consumer({ groupId: group, sessionTimeout: 15_000 })
    await silent.connect()
    await silent.subscribe({ topic, fromBeginning: true })
    await silent.run({
      eachMessage: () => {
        holds = true
        return silence.promise
      },
    })
    const publisher = createPublisher(kafka)
    const message = (partition: number) => ({
      topic,
      partition,
      key: 'k',
      value: Buffer.from('v'),
      headers: {},
    })
    await publisher.publish([message(0), message(1)])
    await publisher.stop()
    await until(() => holds)
    const { length: before } = log.lines
    const another = join(topic, group, () => 1)
    await until(() =>
      log.lines.slice(before).some(({ fields }) => /rebalancing/.test(String(fields['error']))),
    )
    const began = performance.now()
    await member.leave()
    expect(performance.now() - began).toBeLessThan(5000)
    silence.resolve()
    await another
    await silent.disconnect()
  })
})
