// Guarantee: an event is the same whichever way it was put into HTTP, and whatever is none is refused with its places.
import { ProblemError } from '@channel-adapter/process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attributes, binaryEvent, extensionName, structuredEvent } from './cloud-event.ts'

// eslint-disable-next-line no-control-regex -- what the specification forbids
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((value) => !CONTROL.test(value))
const extension = fc
  .oneof(fc.constant('constructor'), fc.stringMatching(extensionName))
  .filter((name) => !Object.hasOwn(attributes.shape, name) && name !== 'data')
const event = fc.record(
  {
    specversion: fc.constant('1.0' as const),
    id: text,
    source: text,
    type: text,
    subject: text,
    time: fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  },
  { requiredKeys: ['specversion', 'id', 'source', 'type'] },
)

/** What it is refused with, if so. */
function faultsOf(parse: () => unknown): ProblemError | undefined {
  try {
    parse()
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError)
    return error as ProblemError
  }
}

describe('an event', () => {
  test('is the same in structured and in binary mode, extensions of any name included', () => {
    fc.assert(
      fc.property(event, fc.dictionary(extension, text), fc.jsonValue(), (named, extensions, data) => {
        const structured = structuredEvent({ ...named, ...extensions, data })
        const headers = Object.fromEntries(
          Object.entries({ ...named, ...extensions }).map(([name, value]) => [
            `ce-${name}`,
            encodeURIComponent(value),
          ]),
        )
        expect(binaryEvent(headers, data)).toEqual({ ...structured, dataPointer: '#' })
        expect({ ...structured.extensions }).toEqual({ ...extensions })
      }),
    )
  })

  // `name in shape` found what every object inherits, and such an extension was dropped unread.
  test('keeps an extension whose name every object inherits', () => {
    const named = { specversion: '1.0', id: 'i', source: 's', type: 't' }
    expect(structuredEvent({ ...named, constructor: 'x', data: 1 }).extensions).toEqual({ constructor: 'x' })
    expect(faultsOf(() => structuredEvent({ ...named, constructor: '\u0000', data: 1 }))).toBeDefined()
  })
})

describe('whatever is no event', () => {
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('1.0', '', '\u0007', 'é'.repeat(2000)))
  const names = fc.oneof(
    fc.constantFrom(...Object.keys(attributes.shape), 'data', '__proto__', 'a/~b'),
    fc.string(),
  )

  test('is refused with 422 and places in the body, or it is one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(names, odd)), (body) => {
        const refused = faultsOf(() => structuredEvent(body))
        if (!refused) return
        expect(refused.problem.status).toBe(422)
        for (const place of refused.problem.errors ?? [])
          expect('pointer' in place && place.pointer).toMatch(/^#\//)
      }),
    )
  })

  test('is refused with 422 and the names of headers, or it is one', () => {
    const headers = fc.dictionary(
      names.map((name) => `ce-${name}`),
      fc.oneof(fc.string(), fc.constantFrom('1.0', '%', '%00', '%ED%A0%80')),
    )
    fc.assert(
      fc.property(headers, (given) => {
        const refused = faultsOf(() => binaryEvent(given, 1))
        if (!refused) return
        expect(refused.problem.status).toBe(422)
        for (const place of refused.problem.errors ?? [])
          expect(
            Object.keys({ 'ce-specversion': '', 'ce-id': '', 'ce-source': '', 'ce-type': '', ...given }),
          ).toContain('header' in place ? place.header : '')
      }),
    )
  })
})
