import { contracts } from '@channel-adapter/contracts'
import { exampleMessage, exampleOrder, exampleUpdates } from '@channel-adapter/contracts/examples'
import { z } from 'zod'
import { attributes, extensionName } from '../cloud-event.ts'
import { contractSchema, type JsonSchema } from './contract-schema.ts'

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** What the data of each type of event must be. */
export const dataSchemas: Readonly<Record<string, JsonSchema>> = {
  // The gateway gives an update an id where its sender did not, and the name that its credential stands for.
  OrderUpdate: contractSchema(contracts.orderUpdate, ['id', 'partner']),
  Order: contractSchema(contracts.order),
  ChannelMessage: contractSchema(contracts.channelMessage),
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  id: 'With `source`, identity of the event.',
  source: 'URI reference of the sender.',
  subject: 'Key of the message. For an order and an update it must be source:number of the data.',
  time: 'When it happened (RFC 3339). Default: now.',
}

/** An event in structured mode: its attributes as cloud-event.ts checks them, its data as its contract has it. */
function eventSchema(type: string, dataSchema: string): JsonSchema {
  const { properties = {}, required = [] } = z.toJSONSchema(attributes, { io: 'input' })
  return {
    type: 'object',
    title: type,
    properties: {
      ...Object.fromEntries(
        Object.entries(properties).map(([name, schema]) => [
          name,
          {
            ...withoutPattern(schema as JsonSchema),
            ...(name in DESCRIPTIONS && { description: DESCRIPTIONS[name] }),
          },
        ]),
      ),
      type: { const: type },
      data: reference(dataSchema),
    },
    required: [...required, 'data'],
    propertyNames: { pattern: extensionName.source },
    additionalProperties: {
      type: ['string', 'number', 'boolean', 'null'],
      description: 'Any other attribute; it is passed on.',
    },
  }
}

/** A format says in a word what zod's own pattern for it says in three hundred characters. */
function withoutPattern({ pattern, ...schema }: JsonSchema): JsonSchema {
  return 'format' in schema || pattern === undefined ? schema : { ...schema, pattern }
}

export const eventSchemas: Readonly<Record<string, JsonSchema>> = {
  OrderUpdateEvent: eventSchema(contracts.orderUpdate.name, 'OrderUpdate'),
  OrderEvent: eventSchema(contracts.order.name, 'Order'),
  ChannelMessageEvent: eventSchema(contracts.channelMessage.name, 'ChannelMessage'),
}

/** Every form in which an event may be sent. */
export const anyEvent = { oneOf: Object.keys(eventSchemas).map((name) => reference(name)) }

const SUMMARIES: Readonly<Record<keyof typeof exampleUpdates, string>> = {
  response: "A supplier's answer",
  stockConfirmation: "An inventory system's stock confirmation",
  shippingNotice: 'Goods are on their way',
  goodsReceipt: 'Goods have arrived',
  statusChange: "A change of status at the partner's side",
}

const sender = (partner: string) => `/partners/${partner}`

interface EventExample {
  readonly summary: string
  readonly value: { readonly id: string; readonly data: unknown; readonly [attribute: string]: unknown }
}

/** Bodies that may be sent, one of each kind, by name. */
export const eventExamples: Readonly<Record<string, EventExample>> = {
  ...Object.fromEntries(
    Object.entries(exampleUpdates).map(([kind, update]) => [
      kind,
      {
        summary: SUMMARIES[kind as keyof typeof exampleUpdates],
        value: eventExample(`event-${kind}`, contracts.orderUpdate.name, sender(update.partner), update),
      },
    ]),
  ),
  order: {
    summary: 'A snapshot of an order, from an ERP that sends its orders itself',
    value: eventExample('event-order', contracts.order.name, '/erp/adventureworks', exampleOrder),
  },
  message: {
    summary: 'A message, as an event',
    value: eventExample('event-message', contracts.channelMessage.name, sender('litware'), exampleMessage),
  },
}

function eventExample(id: string, type: string, source: string, data: object) {
  return { specversion: '1.0', id, source, type, data: withoutNulls(data) }
}

/** As a person would write it: what may be absent is. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  )
}
