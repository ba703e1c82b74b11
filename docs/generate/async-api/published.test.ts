// Guarantee: what we publish are CloudEvents to the official SDK, in the Kafka binding's binary mode.
import { type CloudEvent, Kafka, type KafkaMessage } from 'cloudevents'
import { expect, test } from 'vitest'
import { publishedMessages } from './published.ts'

const published = Object.entries(await publishedMessages())

test.each(published)('%s', (_kind, { key, value, headers }) => {
  // As a Kafka client hands it over.
  const message = { key, value, headers, body: value } as unknown as KafkaMessage
  expect(Kafka.isEvent(message)).toBe(true)
  const event = Kafka.toEvent(message) as CloudEvent<Buffer>
  expect(event.validate()).toBe(true)
  expect(event).toMatchObject({
    specversion: '1.0',
    id: headers['ce_id'],
    type: headers['ce_type'],
    source: headers['ce_source'],
    datacontenttype: 'application/avro',
  })
  expect(Date.parse(event.time ?? '')).toBe(Date.parse(headers['ce_time'] ?? ''))
  expect(event.data).toEqual(value)
  // What SDKs call the key is the subject, where the event is about an order.
  if (headers['ce_subject'] !== undefined) expect(event.subject).toBe(key)
})

test('attributes that CloudEvents does not name are passed on as extensions', () => {
  const { responseOverHttp } = Object.fromEntries(published)
  const event = Kafka.toEvent({ ...responseOverHttp, body: null } as unknown as KafkaMessage)
  expect(event).toMatchObject({ severity: 'low' })
})
