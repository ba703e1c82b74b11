// Guarantee: the AsyncAPI document is valid, whole, and says what our code sends.
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser'
import { Parser } from '@asyncapi/parser'
import { expect, test } from 'vitest'
import { contracts, violationsOf } from '../../../packages/contracts/src/index.ts'
import { asyncApiDocument } from './document.ts'
import { publishedMessages } from './published.ts'

const document = asyncApiDocument(await publishedMessages())

test('it is valid under the official parser, its Avro payloads included', async () => {
  const parser = new Parser()
  parser.registerSchemaParser(AvroSchemaParser())
  const { diagnostics } = await parser.parse(JSON.stringify(document))
  expect(diagnostics).toEqual([])
})

test('every channel is used by somebody, and every kind of message is on a channel', () => {
  const text = JSON.stringify({ channels: document.channels, operations: document.operations })
  const unused = [
    ...Object.keys(document.channels).map((name) => `#/channels/${name}"`),
    ...Object.keys(document.components.messages).map((name) => `#/components/messages/${name}"`),
  ].filter((reference) => !text.includes(reference))
  expect(unused).toEqual([])
})

test.each(Object.values(contracts))('every example of $name keeps it', (contract) => {
  const message = Object.values(document.components.messages).find(
    (described) => (described as { name: string }).name === contract.name,
  ) as { examples: { payload: object; headers: { ce_type: string } }[] }
  expect(message.examples).not.toHaveLength(0)
  for (const { payload, headers } of message.examples) {
    expect(violationsOf<never>(contract, payload)).toEqual([])
    expect(headers.ce_type).toBe(contract.name)
  }
})
