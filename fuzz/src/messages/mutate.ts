import type { Dice } from '@channel-adapter/chaos/dice'

/** What is made of a real message's bytes. */
export const mutations = [
  'nothing',
  'any bytes',
  'any bytes behind a real head',
  'cut off',
  'some bytes changed',
  'bytes put in',
  'bytes left out',
  'the end of another',
  'a huge number put in',
  'another schema id',
  'a part said again and again',
] as const
export type Mutation = (typeof mutations)[number]

const HEAD_BYTES = 5
const MOST_BYTES = 400
/** Avro's longs for 2^62 and -2^62, which as a count promise or skip more than anything holds. */
const HUGE = [Buffer.from('80808080808080808001', 'hex'), Buffer.from('ffffffffffffffff7f', 'hex')]

/** Bytes made of a real message; mostly they are none any more. Pure. @param other another real message */
export function mutate(how: Mutation, real: Buffer, other: Buffer, dice: Dice): Buffer {
  const at = dice.below(real.length + 1)
  const [before, after] = [real.subarray(0, at), real.subarray(at)]
  switch (how) {
    case 'nothing':
      return Buffer.alloc(0)
    case 'any bytes':
      return anyBytes(dice)
    case 'any bytes behind a real head':
      return Buffer.concat([real.subarray(0, HEAD_BYTES), anyBytes(dice)])
    case 'cut off':
      return Buffer.from(before)
    case 'some bytes changed': {
      const bytes = Buffer.from(real)
      for (let left = dice.between(1, 8); left > 0; left--) bytes[dice.below(bytes.length)] = dice.below(256)
      return bytes
    }
    case 'bytes put in':
      return Buffer.concat([before, anyBytes(dice).subarray(0, dice.between(1, 20)), after])
    case 'bytes left out':
      return Buffer.concat([before, after.subarray(dice.between(1, 20))])
    case 'the end of another':
      return Buffer.concat([before, other.subarray(dice.below(other.length + 1))])
    case 'a huge number put in':
      return Buffer.concat([before, dice.pick(HUGE), after])
    case 'another schema id': {
      const bytes = Buffer.from(real)
      if (bytes.length >= HEAD_BYTES) bytes.writeInt32BE(dice.below(2 ** 31), 1)
      return bytes
    }
    case 'a part said again and again':
      return Buffer.concat([
        before,
        ...Array.from({ length: dice.between(2, 50) }, () => after.subarray(0, 20)),
      ])
    default:
      return how satisfies never
  }
}

function anyBytes(dice: Dice): Buffer {
  return Buffer.from(Array.from({ length: dice.below(MOST_BYTES) }, () => dice.below(256)))
}

/** What may stand in place of a member; each in a list of its own, since one of them is that it is left out. */
const INSTEAD: readonly (readonly [unknown])[] = [
  [undefined],
  [null],
  [0],
  [-1],
  [1e300],
  [''],
  ['x'],
  ['-'],
  [[]],
  [{}],
  [[null]],
  [{ a: {} }],
  [true],
]

/** A record in JSON with one of its members left out or another; it stays JSON. Pure. */
export function mutateJson(record: Readonly<Record<string, unknown>>, dice: Dice): Buffer {
  const name = dice.pick(Object.keys(record))
  const value = record[name]
  const deeper = Array.isArray(value) && isRecord(value[0]) && dice.below(2) === 0
  const changed = deeper
    ? [JSON.parse(mutateJson(value[0] as Record<string, unknown>, dice).toString()) as unknown]
    : dice.pick(INSTEAD)[0]
  return Buffer.from(JSON.stringify({ ...record, [name]: changed }))
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
