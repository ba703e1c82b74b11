// What a codec makes of a registry that changes under it. A real one cannot be made to: see codec.int.test.ts for the rest.
import { describe, expect, test } from 'vitest'
import { createCodec } from './codec.ts'
import { contracts } from './contracts.ts'
import { compile } from './logical-types.ts'
import type { Registry } from './registry.ts'
import { NotRegistered, RegistryUnavailable, SchemaSwapped } from './registry-errors.ts'

const contract = contracts.channelMessage
const message = {
  id: 'm-1',
  contentType: 'application/json',
  body: '{}',
  sender: null,
  receivedAt: '2026-11-24T20:00:00.000000Z',
}
const OWN = 1
const OTHER = 2
const bytesOf = (id: number) => {
  const header = Buffer.alloc(5)
  header.writeInt32BE(id, 1)
  return Buffer.concat([header, contract.type.toBuffer(message)])
}
/** The same fields, two of them swapped: the bytes stay readable and say something else. */
const swapped = () => {
  const schema = JSON.parse(contract.schema) as { fields: { name: string }[] }
  const [id, , body] = schema.fields
  if (id && body) [id.name, body.name] = [body.name, id.name]
  return compile(schema)
}

type Changeable = { -readonly [name in keyof Registry]: Registry[name] }

function registry(change: Partial<Registry> = {}): Changeable & { asked: number } {
  const self = {
    asked: 0,
    options: { url: 'http://registry.invalid' },
    idOf: () => Promise.resolve(OWN),
    schemaById: () => {
      self.asked++
      return Promise.resolve(contract.type)
    },
    subjectsOf: () => Promise.resolve(['topic-value']),
    ...change,
  }
  return self
}

describe('a codec', () => {
  test('is not made when the registry holds another schema under its own id', async () => {
    const poisoned = registry({ schemaById: () => Promise.resolve(swapped()) })
    await expect(createCodec(contract, 'topic', poisoned)).rejects.toThrow(SchemaSwapped)
    await expect(createCodec(contract, 'topic', poisoned)).rejects.toThrow('ChannelMessage under id 1')
  })

  test('reads what it wrote itself with its own schema, whatever the registry says later', async () => {
    const known = registry()
    const codec = await createCodec(contract, 'topic', known)
    known.schemaById = () => Promise.resolve(swapped())
    expect(await codec.decode(codec.encode(message))).toEqual(message)
  })

  test('writes values of any length whole, and none over another', async () => {
    const codec = await createCodec(contract, 'topic', registry())
    const bodies = [10, 16_379, 16_384, 1, 3_000_000, 600_000, 2].map((length) => 'ñ'.repeat(length))
    const written = bodies.map((body) => codec.encode({ ...message, body }))
    for (const [index, body] of bodies.entries()) {
      const { length } = contract.type.toBuffer({ ...message, body })
      expect(written[index]).toHaveLength(length + 5)
      expect(await codec.decode(written[index] ?? Buffer.of())).toEqual({ ...message, body })
    }
  })

  test('calls a message invalid whose id is of another subject, though its fields fit', async () => {
    const codec = await createCodec(contract, 'topic', registry({ subjectsOf: async () => ['else-value'] }))
    const reading = codec.decode(bytesOf(OTHER))
    await expect(reading).rejects.toMatchObject({ name: 'InvalidMessage', code: 'foreign-schema' })
    await expect(reading).rejects.toThrow('schema id 2 is no version of topic-value, but of else-value')
  })

  test('remembers nothing of ten thousand ids that are of no version of its subject', async () => {
    const others = registry({ subjectsOf: async (id) => (id % 2 === 0 ? [] : ['else-value']) })
    const codec = await createCodec(contract, 'topic', others)
    const { asked } = others
    for (let id = 10; id < 10_010; id++) {
      await expect(codec.decode(bytesOf(id))).rejects.toMatchObject({
        code: id % 2 === 0 ? 'unknown-schema' : 'foreign-schema',
      })
    }
    expect(others.asked).toBe(asked)
  })

  test('calls a message invalid whose id the registry does not know, and asks again for the next', async () => {
    const known = registry()
    const codec = await createCodec(contract, 'topic', known)
    known.schemaById = () => Promise.reject(new NotRegistered('no such id'))
    await expect(codec.decode(bytesOf(OTHER))).rejects.toMatchObject({ code: 'unknown-schema' })
    known.schemaById = () => Promise.resolve(contract.type)
    expect(await codec.decode(bytesOf(OTHER))).toEqual(message)
  })

  test.each(['schemaById', 'subjectsOf'] as const)(
    'waits for a registry that does not answer %s, then reads the message, and asks once for each id',
    async (question) => {
      const known = registry()
      const codec = await createCodec(contract, 'topic', known)
      const answer = known[question]
      Object.assign(known, { [question]: () => Promise.reject(new RegistryUnavailable('away')) })
      await expect(codec.decode(bytesOf(OTHER))).rejects.toThrow(RegistryUnavailable)
      Object.assign(known, { [question]: answer })
      const before = known.asked
      for (let times = 0; times < 3; times++) expect(await codec.decode(bytesOf(OTHER))).toEqual(message)
      expect(known.asked - before).toBe(1)
    },
  )
})
