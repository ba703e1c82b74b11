import { contracts, failureTopics } from '@channel-adapter/contracts'
import { expect, test } from 'vitest'
import { KnownTopics } from './known-topics.ts'

const channelsOf = (connection: string) =>
  Object.values(failureTopics(`p.${contracts.orderUpdate.name}`, `p.update-applier.${connection}`))
const publish = () => Promise.resolve()

test('a connection is known from its Dead Letter Channel, also one that is configured later', () => {
  const known = new KnownTopics('p.', publish)
  const acme = channelsOf('acme')
  expect(known.take([...known.contracted, ...acme, 'other.topic']).toSorted()).toEqual(acme.toSorted())
  const desk = known.desks.get('acme')
  const later = channelsOf('later')
  expect(known.take([...acme, ...later]).toSorted()).toEqual(later.toSorted())
  expect([...known.desks.keys()]).toEqual(['acme', 'later'])
  expect(known.desks.get('acme')).toBe(desk)
  expect(known.take([...acme, ...later])).toEqual([])
})

test('letters, replay log and what is not valid are told apart', () => {
  const known = new KnownTopics('', publish)
  const group = 'update-applier.acme'
  const { deadLetter, invalid, replay } = failureTopics(contracts.orderUpdate.name, group)
  known.take([deadLetter, invalid, replay])
  expect(known.useOf(deadLetter)).toMatchObject({ kind: 'desk', holdsLetters: true })
  expect(known.useOf(replay)).toMatchObject({ kind: 'desk', holdsLetters: false })
  expect(known.useOf(invalid)).toEqual({ kind: 'invalid' })
  expect(known.useOf(contracts.orderUpdateOutcome.name)).toEqual({ kind: 'outcome' })
  expect(known.useOf('other.topic')).toBeUndefined()
})
