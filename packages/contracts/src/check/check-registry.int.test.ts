import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { contracts } from '../contracts.ts'
import { registerContracts } from '../register.ts'
import { connectRegistry, registerContract } from '../registry.ts'
import { partnerTopics } from '../topics.ts'
import { checkRegistry } from './check-registry.ts'

const url = inject('schemaRegistryUrl')
const registry = connectRegistry(url)
const names = Object.values(contracts).map(({ name }) => name)

test('a registry is sound after the deploy step, and lacks every contract before it', async () => {
  const prefix = `${randomUUID()}.`
  const before = await checkRegistry(registry, prefix)
  expect(before.map(({ about, rule }) => `${about} ${rule}`)).toEqual(
    names.map((name) => `${prefix}${name}-value not-registered`),
  )
  await registerContracts(registry, prefix)
  expect(await checkRegistry(connectRegistry(`${url}/`), prefix)).toEqual([])
  const lacking = await checkRegistry(registry, prefix, ['litware'])
  expect(lacking.map(({ about, rule }) => `${about} ${rule}`)).toEqual(
    Object.values(partnerTopics('litware', prefix)).map((topic) => `${topic}-value not-registered`),
  )
  await registerContracts(registry, prefix, ['litware'])
  expect(await checkRegistry(registry, prefix, ['litware'])).toEqual([])
})

test('what somebody else registered is found, and a compatibility that somebody changed', async () => {
  const prefix = `${randomUUID()}.`
  await registerContracts(registry, prefix)
  const subject = `${prefix}${contracts.channelMessage.name}-value`
  const schema = JSON.parse(contracts.channelMessage.schema) as { fields: object[] }
  schema.fields.push({ name: 'priority', type: 'int', default: 0 })
  await registerContract(registry, { ...contracts.channelMessage, schema: JSON.stringify(schema) }, subject)
  await fetch(`${url}/config/${subject}`, {
    method: 'PUT',
    body: '{"compatibility":"NONE"}',
    headers: { 'content-type': 'application/json' },
  })
  expect(await checkRegistry(registry, prefix)).toEqual([
    { about: subject, place: '', rule: 'foreign-version', found: expect.stringContaining('version 2') },
    { about: subject, place: '', rule: 'compatibility-differs', found: expect.stringContaining('NONE') },
  ])
})
