import { contracts, createCodec } from '@channel-adapter/contracts'
import { registryOfAll } from '@channel-adapter/contracts/testing'
import { expect, test } from 'vitest'
import type { OutgoingMessage } from '../ports.ts'
import { type Actor, auditTrail } from './audit-trail.ts'

const codec = await createCodec(contracts.audit, contracts.audit.name, registryOfAll)
const ana: Actor = { subject: 'ana', name: null, knownBy: 'OS_USER', role: null, through: 'COMMAND' }
const pause = {
  action: 'PAUSE',
  connection: 'acme',
  reason: 'closing the year',
  before: { state: 'running' },
  after: { state: 'paused' },
} as const

function trailTo(publish: (messages: readonly OutgoingMessage[]) => Promise<void>) {
  return auditTrail({ codec, topic: 'eu.channel.audit.v1' }, publish)
}

test('a change is on record, with who, what, why, before and after, when it is made', async () => {
  const told: OutgoingMessage[] = []
  const trail = trailTo((messages) => Promise.resolve(void told.push(...messages)))
  const made = await trail.make(ana, pause, () => Promise.resolve(told.length))
  expect(made).toBe(1)
  const [{ topic, key, value, headers } = expect.fail()] = told
  expect({ topic, key }).toEqual({ topic: 'eu.channel.audit.v1', key: 'acme' })
  expect(headers).toMatchObject({ ce_source: '/people/ana', ce_subject: 'acme' })
  expect(await codec.decode(value ?? Buffer.alloc(0))).toMatchObject({
    ...ana,
    id: headers['ce_id'],
    action: 'PAUSE',
    decision: 'ALLOWED',
    connection: 'acme',
    reason: 'closing the year',
    before: '{"state":"running"}',
    after: '{"state":"paused"}',
    order: null,
  })
})

test('what cannot be recorded is not done', async () => {
  const trail = trailTo(() => Promise.reject(new Error('the broker is away')))
  let made = false
  const asked = trail.make(ana, pause, () => Promise.resolve((made = true)))
  await expect(asked).rejects.toThrow('the broker is away')
  expect(made).toBe(false)
})

test('what somebody may not do is recorded under the name of its asker, where there is no connection', async () => {
  const told: OutgoingMessage[] = []
  const trail = trailTo((messages) => Promise.resolve(void told.push(...messages)))
  await trail.denied(ana, { action: 'DISCARD', connection: null })
  expect(told.map(({ key }) => key)).toEqual(['ana'])
  expect(await codec.decode(told[0]?.value ?? Buffer.alloc(0))).toMatchObject({
    decision: 'DENIED',
    before: null,
  })
})
