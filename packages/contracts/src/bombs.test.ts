/** Guarantee: whatever bytes arrive, decoding ends soon, takes little, and calls them invalid. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Codec, createCodec, InvalidMessage } from './codec.ts'
import { contracts } from './contracts.ts'
import { exampleOrder, exampleUpdates } from './examples.ts'
import type { OrderUpdate } from './generated/order-update.ts'
import type { Order } from './generated/order.ts'
import { bytesOfUnscaled, compile, unscaledOfBytes } from './logical-types.ts'
import type { Registry } from './registry.ts'

const THEIRS = 100

/** A writer's schema that has, after our fields, all that can be a bomb when it is passed over. */
const theirs = compile({
  ...(JSON.parse(contracts.channelMessage.schema) as { fields: object[] }),
  fields: [
    ...(JSON.parse(contracts.channelMessage.schema) as { fields: object[] }).fields,
    { name: 'nothings', type: { type: 'array', items: 'null' } },
    { name: 'map', type: { type: 'map', values: 'null' } },
    {
      name: 'tree',
      type: { type: 'record', name: 'Tree', fields: [{ name: 'next', type: ['null', 'Tree'] }] },
    },
  ],
})

const ours = Object.values(contracts).map(({ name, type }) => ({ subject: `${name}-value`, type }))
// Each contract has its own id, as in a real registry; whatever id else is a version of every subject.
const registry: Registry = {
  options: { url: 'http://not.asked' },
  idOf: (_contract, subject) => Promise.resolve(ours.findIndex((each) => each.subject === subject)),
  schemaById: (id) => Promise.resolve(ours[id]?.type ?? theirs),
  subjectsOf: () => Promise.resolve(ours.map(({ subject }) => subject)),
}
const idOf = (bytes: Buffer) => bytes.readInt32BE(1)

const updates: Codec<OrderUpdate> = await createCodec(
  contracts.orderUpdate,
  contracts.orderUpdate.name,
  registry,
)
const orders: Codec<Order> = await createCodec(contracts.order, contracts.order.name, registry)
const messages = (await createCodec(
  contracts.channelMessage,
  contracts.channelMessage.name,
  registry,
)) as Codec<unknown>

/** Avro's long: zigzag, seven bits a byte. */
function long(value: bigint): Buffer {
  const bytes: number[] = []
  let left = value >= 0n ? value * 2n : -value * 2n - 1n
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  return Buffer.from([...bytes, Number(left)])
}

/** A good update up to where it counts its lines, and another count. */
function claiming(...claims: Buffer[]): Buffer {
  const { response } = exampleUpdates
  const [line] = response.response?.lines ?? []
  const [one, two] = [[line], [line, { ...line, line: 'another' }]].map((lines) =>
    updates.encode({ ...response, response: { ...response.response, lines } } as OrderUpdate),
  )
  const at = one?.findIndex((byte, index) => byte !== two?.[index])
  return Buffer.concat([one?.subarray(0, at) ?? Buffer.of(), ...claims])
}

const problem = (bytes: Buffer) => updates.decode(bytes).catch((error: unknown) => error)

describe('an array', () => {
  test.each([
    ['claims two thousand million items', claiming(long(2_147_483_647n))],
    ['claims more than a number can hold', claiming(long(2n ** 62n))],
    ['claims less than none, of no size', claiming(long(-2_000_000_000n), long(0n))],
    ['claims a negative size', claiming(long(-1n), long(-20n))],
    ['is never at its end', claiming(Buffer.alloc(100_000, 1))],
  ])('that %s is invalid, at once', async (_what, bytes) => {
    const before = process.memoryUsage().heapUsed
    const error = await problem(bytes)
    expect(error).toBeInstanceOf(InvalidMessage)
    expect(error).toMatchObject({ code: 'not-avro' })
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024)
  })

  test('of five hundred lines is read', async () => {
    const lines = Array.from({ length: 500 }, (_, at) => ({ ...exampleOrder.lines[0], line: String(at) }))
    const order = { ...exampleOrder, lines } as Order
    expect((await orders.decode(orders.encode(order))).lines).toHaveLength(500)
  })
})

describe("what is passed over, of a writer's schema that has more", () => {
  const head = () => {
    const value = { id: 'm', contentType: 'c', body: 'b', sender: null, receivedAt: '2026-11-24T20:00:00Z' }
    const bytes = messages.encode(value)
    bytes.writeInt32BE(THEIRS, 1)
    return bytes
  }

  test('is passed over', async () => {
    const bytes = Buffer.concat([head(), long(2n), long(0n), long(0n), long(0n)])
    expect(await messages.decode(bytes)).toMatchObject({ id: 'm' })
  })

  test.each([
    ['many items of no bytes', [long(2_000_000_000n), long(0n)]],
    ['many blocks of such', Array.from({ length: 1000 }, () => long(1000n))],
    ['a block that leads back', [long(-1n), long(-3n)]],
    ['a map of as many', [long(0n), long(2n ** 40n)]],
    ['a tree of a million levels', [long(0n), long(0n), Buffer.alloc(1_000_000, 2), long(0n)]],
  ])('%s is invalid, at once', async (_what, bomb) => {
    const begun = performance.now()
    const error = await messages.decode(Buffer.concat([head(), ...bomb])).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'InvalidMessage', code: 'not-avro' })
    // Believed, the first took 20 s.
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

describe('any bytes', () => {
  test('are a message or invalid, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const error = await problem(
          Buffer.concat([updates.encode(exampleUpdates.response).subarray(0, 5), bytes]),
        )
        if (error instanceof Error) expect(error).toBeInstanceOf(InvalidMessage)
      }),
      { numRuns: 2000 },
    )
  })

  test('made of a real message by one change, or cut off, are too', async () => {
    const real = orders.encode(exampleOrder)
    const change = fc.record({ at: fc.nat(real.length - 1), byte: fc.nat(255), end: fc.nat(real.length) })
    await fc.assert(
      fc.asyncProperty(change, fc.boolean(), async ({ at, byte, end }, cut) => {
        const bytes = Buffer.from(cut ? real.subarray(0, end) : real)
        if (at < bytes.length) bytes[at] = byte
        if (bytes.length >= 5) bytes.writeInt32BE(idOf(real), 1)
        const error = await orders.decode(bytes).catch((caught: unknown) => caught)
        if (error instanceof Error) expect(error).toBeInstanceOf(InvalidMessage)
      }),
      { numRuns: 2000 },
    )
  })
})

test('a decimal of forty thousand bytes is invalid', () => {
  expect(() => unscaledOfBytes(Buffer.alloc(40_000, 1))).toThrow('a decimal of 40000 bytes')
})

// A mutated message held one of 35 digits. It was read, and its rules then failed as if they had a fault of their own:
// the console ended, at each start anew.
test('a decimal of more digits than a contract holds is invalid, and one of as many is not', () => {
  const type = compile({ type: 'bytes', logicalType: 'decimal', precision: 28, scale: 8 })
  const written = (unscaled: bigint) => {
    const bytes = bytesOfUnscaled(unscaled)
    return Buffer.concat([Buffer.from([2 * bytes.length]), bytes])
  }
  const most = 10n ** 28n - 1n
  expect(type.fromBuffer(written(most))).toBe(`${'9'.repeat(20)}.${'9'.repeat(8)}`)
  expect(type.fromBuffer(written(-most))).toBe(`-${'9'.repeat(20)}.${'9'.repeat(8)}`)
  for (const unscaled of [most + 1n, -most - 1n])
    expect(() => type.fromBuffer(written(unscaled))).toThrow('a decimal of more than 28 digits')
})
