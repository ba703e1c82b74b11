import { contracts, partnerTopics } from '@channel-adapter/contracts'
import type { AccessRule } from '@channel-adapter/messaging'
import { expect, test } from 'vitest'
import { declaredAccess } from '../access/declared-access.ts'
import { rightsFindings } from './check-rights.ts'

const partners = ['litware', 'fabrikam']
const declared = declaredAccess(
  [
    { principal: 'User:router', role: { role: 'router', partners } },
    { principal: 'User:applier', role: { role: 'applier', connections: ['erp'] } },
    { principal: 'User:lw', role: { role: 'apart', partner: 'litware' } },
    { principal: 'User:fk', role: { role: 'apart', partner: 'fabrikam' } },
  ],
  '',
)
const rule = (change: Partial<AccessRule>): AccessRule => ({
  principal: 'User:lw',
  host: '*',
  resource: 'topic',
  name: contracts.order.name,
  pattern: 'literal',
  operation: 'read',
  permission: 'allow',
  ...change,
})
const found = (...more: readonly AccessRule[]) =>
  rightsFindings([...declared, ...more], '', partners).map(({ about, level, text }) =>
    [about, level, text].join(': '),
  )
const LITWARE = 'rights of partner litware: fault: '
const sound = [
  'rights of partner litware: fine: User:lw may answer in its name',
  'rights of partner fabrikam: fine: User:fk may answer in its name',
]

test('the rules of the roles keep partners apart', () => {
  expect(found()).toEqual(sound)
})

test.each([
  ['by its name', rule({})],
  ['by a prefix, with everything else', rule({ name: 'purchasing.', pattern: 'prefixed', operation: 'all' })],
  ['by a rule about every topic', rule({ name: '*' })],
  ['as everybody may', rule({ principal: 'User:*' })],
])("a partner that may read everybody's orders is told, %s", (_, more) => {
  expect(found(more)).toContain(`${LITWARE}User:lw may read everybody's orders, too`)
})

test('a rule that denies takes away what another allows', () => {
  expect(found(rule({}), rule({ permission: 'deny' }))).toEqual(sound)
})

test('who may answer for two partners is told of both, and that everybody may answer', () => {
  const name = partnerTopics('litware').updates
  expect(found(rule({ principal: 'User:fk', operation: 'write', name }))).toEqual([
    `${LITWARE}who may answer in its name may do so in that of fabrikam`,
    'rights of partner fabrikam: fault: who may answer in its name may do so in that of litware',
  ])
  expect(found(rule({ principal: 'User:*', operation: 'write', name }))).toContain(
    `${LITWARE}everybody may answer in its name`,
  )
})

test('a partner that may not answer at all is told', () => {
  expect(rightsFindings([], '', ['litware'])).toMatchObject([
    { level: 'fault', text: 'nobody may write purchasing.order-update.v1.from.litware' },
  ])
})
