import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cloudEventHeaders, journeyOf } from './cloud-events.ts'

const event = fc.record(
  {
    id: fc.string(),
    type: fc.string(),
    source: fc.string(),
    time: fc.string(),
    subject: fc.string(),
    traceparent: fc.string(),
    correlationId: fc.string(),
  },
  { requiredKeys: ['id', 'type', 'source', 'time'] },
)

test('what an event says of itself and its journey is in its headers, and nothing stands there for what it does not say', () => {
  fc.assert(
    fc.property(event, (said) => {
      const headers = cloudEventHeaders(said)
      const { ce_specversion: version, 'content-type': type, ...rest } = headers
      expect([version, type]).toEqual(['1.0', 'application/avro'])
      expect(Object.values(rest).toSorted()).toEqual(Object.values(said).toSorted())
    }),
  )
})

test('a journey goes on with whatever a message causes', () => {
  fc.assert(
    fc.property(event, ({ traceparent, correlationId, ...own }) => {
      const journey = {
        ...(traceparent !== undefined && { traceparent }),
        ...(correlationId !== undefined && { correlationId }),
      }
      expect(journeyOf(cloudEventHeaders({ ...own, ...journey }))).toEqual(journey)
    }),
  )
})
