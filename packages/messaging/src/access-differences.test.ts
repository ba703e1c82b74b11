import { describe, expect, test } from 'vitest'
import { type AccessRule, accessDifferences } from './access-differences.ts'

const rule = (changes: Partial<AccessRule> = {}): AccessRule => ({
  principal: 'User:ours',
  host: '*',
  resource: 'topic',
  name: 'orders',
  pattern: 'literal',
  operation: 'write',
  permission: 'allow',
  ...changes,
})
const differences = (declared: AccessRule[], actual: AccessRule[]) =>
  accessDifferences(declared, actual).map(({ what, rule: { name } }) => `${what} ${name}`)

describe('access that is declared', () => {
  test('and there is no difference', () => {
    expect(differences([rule()], [rule()])).toEqual([])
  })

  test.each([
    { name: 'other' },
    { pattern: 'prefixed' },
    { operation: 'read' },
    { permission: 'deny' },
    { host: '10.0.0.1' },
  ])('and there only as %o is missing, and what is there is too much', (changes) => {
    expect(differences([rule()], [rule(changes)])).toEqual([
      'missing orders',
      `extra ${changes.name ?? 'orders'}`,
    ])
  })
})

describe('access of somebody who is not declared', () => {
  const others = { principal: 'User:somebody' }

  test.each([
    [rule(others), true],
    [rule({ ...others, name: 'ord', pattern: 'prefixed' }), true],
    [rule({ ...others, name: '*' }), true],
    [rule({ ...others, name: 'orders.more' }), false],
    [rule({ ...others, resource: 'group' }), false],
    [rule({ ...others, permission: 'deny' }), false],
  ])('%o is told where it touches ours: %s', (actual, told) => {
    expect(differences([rule()], [rule(), actual])).toEqual(told ? [`other ${actual.name}`] : [])
  })
})
