/** How the instances of a service divide a topic among them. */
import { afterEach, describe, expect, inject, test } from 'vitest'
import { testKafka, testTopic, unique, until } from '../testing/index.ts'
import { joinGroup } from './membership.ts'

const kafka = testKafka(inject('kafkaBrokers'))
const members: Member[] = []

interface Member {
  partitions: readonly number[]
  leave: () => Promise<void>
}

afterEach(async () => {
  await Promise.all(members.splice(0).map(({ leave }) => leave()))
})

async function join(topic: string, group: string, weightOf: (partition: number) => number): Promise<Member> {
  const member: Member = { partitions: [], leave: () => Promise.resolve() }
  member.leave = await joinGroup(kafka, {
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
})
