import { expect, test } from 'vitest'
import { checkRegisteredTopic, type RegisteredTopic } from './check-registry.ts'

const first = '{"type":"record","name":"A","fields":[]}'
const second = '{"type":"record","name":"A","fields":[{"name":"x","type":"int","default":0}]}'
const kept = [first, second]

function findings(change: Partial<RegisteredTopic>): string[] {
  const sound: RegisteredTopic = {
    topic: 'orders',
    versions: [
      { version: 1, schema: first },
      { version: 2, schema: second },
    ],
    compatibility: 'BACKWARD_TRANSITIVE',
    keySubject: false,
  }
  return checkRegisteredTopic({ ...sound, ...change }, kept).map(({ about, rule }) => `${about} ${rule}`)
}

test('a registry that holds what the repository has is sound, however it writes JSON', () => {
  expect(findings({})).toEqual([])
  const rewritten = JSON.stringify({
    fields: [{ default: 0, type: 'int', name: 'x' }],
    name: 'A',
    type: 'record',
  })
  expect(findings({ versions: [{ version: 9, schema: rewritten }] })).toEqual([])
})

test.each<[string, Partial<RegisteredTopic>, string[]]>([
  [
    'that knows nothing of the topic',
    { versions: [], compatibility: undefined },
    ['orders-value not-registered'],
  ],
  [
    'that lacks the newest version',
    { versions: [{ version: 1, schema: first }] },
    ['orders-value not-registered'],
  ],
  [
    'with a version of somebody else',
    {
      versions: [
        { version: 1, schema: second },
        { version: 2, schema: '"string"' },
      ],
    },
    ['orders-value foreign-version'],
  ],
  ['with another compatibility', { compatibility: 'NONE' }, ['orders-value compatibility-differs']],
  [
    'without a compatibility of its own',
    { compatibility: undefined },
    ['orders-value compatibility-differs'],
  ],
  ['with a schema for keys', { keySubject: true }, ['orders-key foreign-subject']],
])('a registry %s is not', (_, change, expected) => {
  expect(findings(change)).toEqual(expected)
})
