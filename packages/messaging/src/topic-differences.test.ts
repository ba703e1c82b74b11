import { describe, expect, test } from 'vitest'
import { type ActualTopic, topicDifferences } from './topic-differences.ts'

const declared = { name: 't', partitions: 6, config: { 'retention.ms': '1000' } }
const actual = (change: Partial<ActualTopic> = {}) =>
  new Map([
    ['t', { name: 't', partitions: 6, replicas: 1, config: new Map([['retention.ms', '1000']]), ...change }],
  ])

describe('the differences of a topic', () => {
  test('are none when it is as declared, whatever else is set', () => {
    const config = new Map([
      ['retention.ms', '1000'],
      ['segment.ms', '5'],
    ])
    expect(topicDifferences([declared], actual({ config }))).toEqual([])
  })

  test('name a topic that is missing', () => {
    expect(topicDifferences([declared], new Map())).toMatchObject([{ what: 'missing', mend: 'create' }])
  })

  test('name a setting that is another, to be set', () => {
    expect(topicDifferences([declared], actual({ config: new Map([['retention.ms', '5']]) }))).toEqual([
      { topic: 't', what: 'retention.ms', declared: '1000', actual: '5', mend: 'set' },
    ])
  })

  test.each([
    [3, 'create a new topic'],
    [9, 'cannot take partitions away'],
  ])('leave %i partitions instead of 6 to a person, and say why', (partitions, why) => {
    expect(topicDifferences([declared], actual({ partitions }))).toMatchObject([
      { what: 'partitions', advice: expect.stringContaining(why) },
    ])
  })

  test('ask for as many copies as are said, and for none if nothing is said', () => {
    expect(topicDifferences([declared], actual(), 3)).toMatchObject([
      { what: 'replicas', declared: '3', actual: '1' },
    ])
    expect(topicDifferences([declared], actual({ replicas: 3 }), 2)).toEqual([])
  })
})
