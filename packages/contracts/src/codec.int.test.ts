import { randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { createCodec, InvalidMessage } from './codec.ts'
import { contracts } from './contracts.ts'
import type { ChannelMessage } from './generated/channel-message.ts'
import { registerContracts } from './register.ts'
import { connectRegistry, registerContract, subjectOf } from './registry.ts'
import { IncompatibleSchema, NotRegistered, RegistryUnavailable } from './registry-errors.ts'

const registry = connectRegistry(inject('schemaRegistryUrl'))
const contract = contracts.channelMessage
const message: ChannelMessage = {
  id: 'm-1',
  contentType: 'application/json',
  body: '{"id":1}',
  sender: null,
  receivedAt: '2026-11-24T20:00:00.000000Z',
}

async function registered() {
  const prefix = `${randomUUID()}.`
  await registerContracts(registry, prefix)
  return prefix
}

describe('a codec', () => {
  test('writes and reads the wire format that Confluent clients read', async () => {
    const codec = await createCodec(contract, (await registered()) + contract.name, registry)
    const bytes = codec.encode(message)
    expect(bytes[0]).toBe(0)
    expect(await registry.schemaById(bytes.readInt32BE(1))).toBeDefined()
    expect({ ...(await codec.decode(bytes)) }).toEqual(message)
  })

  test('cannot be made before the deploy step has registered the contract', async () => {
    await expect(createCodec(contract, `${randomUUID()}.nobody`, registry)).rejects.toThrow(NotRegistered)
  })

  test.each([
    ['empty', Buffer.alloc(0), 'not-avro'],
    ['text', Buffer.from('{"id":1}'), 'not-avro'],
    ['of an unknown schema', Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2]), 'unknown-schema'],
  ])('calls bytes that are %s invalid', async (_, bytes, code) => {
    const codec = await createCodec(contract, (await registered()) + contract.name, registry)
    await expect(codec.decode(bytes)).rejects.toMatchObject({ name: 'InvalidMessage', code })
  })

  test('calls a message that is cut off, or of another contract, invalid', async () => {
    const prefix = await registered()
    const codec = await createCodec(contract, prefix + contract.name, registry)
    await expect(codec.decode(codec.encode(message).subarray(0, 12))).rejects.toBeInstanceOf(InvalidMessage)
    const updates = await createCodec(contracts.orderUpdate, prefix + contracts.orderUpdate.name, registry)
    await expect(updates.decode(codec.encode(message))).rejects.toMatchObject({ code: 'foreign-schema' })
  })

  test('waits for a registry that is away instead of calling the message invalid', async () => {
    const codec = await createCodec(contract, (await registered()) + contract.name, registry)
    const away = connectRegistry('http://127.0.0.1:1')
    await expect(away.schemaById(1)).rejects.toBeInstanceOf(RegistryUnavailable)
    await expect(createCodec(contract, codec.contract.name, away)).rejects.toBeInstanceOf(RegistryUnavailable)
  })
})

describe('registration', () => {
  test('twice changes nothing', async () => {
    const prefix = await registered()
    const before = await registry.idOf(contracts.order, subjectOf(prefix + contracts.order.name))
    const again = await registerContracts(registry, prefix)
    expect(again.find(({ subject }) => subject.includes('order.v1'))?.id).toBe(before)
  })

  test('of a schema that cannot read what the earlier one wrote is refused by the registry', async () => {
    const prefix = await registered()
    const broken = JSON.parse(contract.schema) as { fields: object[] }
    broken.fields.push({ name: 'priority', type: 'int', doc: 'A new field without a default.' })
    const changed = { ...contract, schema: JSON.stringify(broken) }
    await expect(registerContract(registry, changed, subjectOf(prefix + contract.name))).rejects.toThrow(
      IncompatibleSchema,
    )
  })
})
