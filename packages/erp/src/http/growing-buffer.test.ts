import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GrowingBuffer, release } from './growing-buffer.ts'

const MIB = 1024 * 1024

test('bytes are kept as they came, in whatever pieces, and however many were announced', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40_000 }), { maxLength: 8 })
  fc.assert(
    fc.property(pieces, fc.oneof(fc.constant(Number.NaN), fc.integer()), (chunks, announced) => {
      const buffer = new GrowingBuffer()
      buffer.expect(announced)
      for (const chunk of chunks) buffer.append(Buffer.from(chunk))
      expect(buffer.bytes().equals(Buffer.concat(chunks))).toBe(true)
    }),
  )
})

test('what was announced is taken at once, and no more than 4 MiB of it on trust', () => {
  const taken = (announced: number) => {
    const buffer = new GrowingBuffer()
    buffer.expect(announced)
    buffer.append(Buffer.alloc(100))
    buffer.append(Buffer.alloc(100))
    return buffer.bytes().buffer.byteLength
  }
  expect(taken(750_000)).toBe(750_000)
  expect(taken(64 * MIB)).toBe(4 * MIB)
})

test('its memory is given back, and none in which something else may lie', () => {
  const buffer = new GrowingBuffer()
  const chunk = Buffer.alloc(100_000, 'x')
  buffer.append(chunk)
  const single = buffer.bytes()
  release(single)
  expect(single).toHaveLength(100_000)
  buffer.append(Buffer.alloc(100_000))
  const both = buffer.bytes()
  release(both)
  expect(both.buffer.byteLength).toBe(0)
  expect(chunk.every((byte) => byte === 'x'.charCodeAt(0))).toBe(true)
})
