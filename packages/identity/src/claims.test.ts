import { expect, test } from 'vitest'
import { claimAt, textsOf } from './claims.ts'

test.each([
  [{ roles: ['a', 'b'] }, 'roles', ['a', 'b']],
  [{ roles: 'a' }, 'roles', ['a']],
  [{ realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
  [{ 'https://example.com/roles': ['a'] }, 'https://example.com/roles', ['a']],
  [{ 'a.b': 'whole', a: { b: 'inside' } }, 'a.b', ['whole']],
  [{ roles: [1, null, 'a'] }, 'roles', ['a']],
  [{ roles: { admin: true } }, 'roles', []],
  [{}, 'roles', []],
  [{}, 'constructor.name', []],
  [{ roles: null }, 'roles.admin', []],
])('of %j the claim %s says %j', (claims, name, texts) => {
  expect(textsOf(claimAt(claims, name))).toEqual(texts)
})
