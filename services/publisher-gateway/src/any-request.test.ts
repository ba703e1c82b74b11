// A slice of `pnpm fuzz`, always the same: whatever is sent, it is published or refused, never both, and never a bug.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { event, testGateway, update } from '../test/gateway.ts'

const SEED = 1
const real = [event(), event({ data: update({ response: null }) }), update(), { id: 1, mensaje: 'Hola' }].map(
  (body) => JSON.stringify(body),
)
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('', -1, 1e300, '\u0000', '-', '9'.repeat(400), [], {}, '2026-13-40', 'é'.repeat(500)),
)

/** Any member of it, at any depth, replaced. */
function changed(text: string, at: number, value: unknown): string {
  let places = 0
  JSON.parse(text, () => void places++)
  let place = 0
  return JSON.stringify(
    JSON.parse(text, (_name, held: unknown) => (place++ === at % places ? value : held)) ?? null,
  )
}

const body = fc.oneof(
  fc.tuple(fc.constantFrom(...real), fc.nat(), odd).map((parts) => changed(...parts)),
  fc
    .tuple(fc.constantFrom(...real), fc.nat(1000), fc.string(), fc.nat(20))
    .map(([text, at, put, out]) => text.slice(0, at) + put + text.slice(at + out)),
  fc.json(),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
)
const type = fc.constantFrom(
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents+json; charset=latin1',
  'application/cloudevents-batch+json',
  'application/xml',
  ' application/json',
  '',
)
const attribute = fc.constantFrom(
  'ce-specversion',
  'ce-id',
  'ce-type',
  'ce-source',
  'ce-time',
  'ce-constructor',
)
const value = fc.constantFrom('1.0', '', '%', '%00', 'purchasing.order-update.v1', '2026-11-24T20:00:00Z')

test('whatever is sent to POST /send is published once and answered 200, or refused as documented and not published', async () => {
  const { post, published } = await testGateway()
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(body, type, fc.dictionary(attribute, value), async (payload, contentType, headers) => {
      published.length = 0
      const { status } = await post(payload, { ...headers, 'content-type': contentType })
      expect(status).toBeLessThan(500)
      expect(published).toHaveLength(status === 200 ? 1 : 0)
      statuses.add(status)
    }),
    { seed: SEED, numRuns: 500 },
  )
  expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 400, 415, 422])
})
