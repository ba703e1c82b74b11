import { InvalidMessage } from '@channel-adapter/contracts'
import { problem, ProblemError } from '@channel-adapter/process'
import { timelineOf } from '@channel-adapter/timeline'
import type { FastifyInstance } from 'fastify'
import type { AuditPage, AuditSearch } from './answers/audit.ts'
import type { ConsoleState } from './console-state.ts'
import type { FoundOrders, MessagePage, OrderPage, OrderSearch } from './answers/orders.ts'
import type { MissingGroup } from './answers/missing.ts'
import type { FlowSeries, Overview } from './answers/overview.ts'
import { orderEvidence } from './order-evidence.ts'
import { overview } from './overview.ts'
import type { Flow } from './store/flow.ts'
import { flowSeries } from './store/totals.ts'
import type { Contracted } from './store/reading.ts'
import { findOrder, findOrders } from './store/find-orders.ts'
import { awaitedAnswer, missingAnswers } from './store/missing-answers.ts'
import { messageById, messagesOf, type StoredMessage } from './store/messages.ts'

const text = { type: 'string', maxLength: 200 } as const
const day = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\d$` } as const
const searchSchema = {
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      text,
      status: text,
      state: { enum: ['waiting', 'parked', 'unanswered'] },
      from: day,
      to: day,
      after: text,
    },
  },
}

const auditSchema = {
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      text,
      decision: { enum: ['ALLOWED', 'DENIED'] },
      most: { type: 'integer', minimum: 1, maximum: 2000 },
    },
  },
}

const flowSchema = {
  params: { type: 'object', properties: { name: { enum: ['published', 'answered', 'settled'] } } },
  querystring: {
    type: 'object',
    additionalProperties: false,
    required: ['minutes'],
    properties: { minutes: { type: 'integer', minimum: 15, maximum: 1440 }, who: text },
  },
}

/** What can be seen. @param state throws a problem while nothing is known yet */
export function lookRoutes(app: FastifyInstance, state: () => ConsoleState): void {
  app.get('/api/overview', (): Promise<Overview> => overview(state(), Date.now()))

  app.get<{ Params: { name: Flow }; Querystring: { minutes: number; who?: string } }>(
    '/api/flow/:name',
    { schema: flowSchema },
    ({ params: { name }, query: { minutes, who } }): FlowSeries =>
      flowSeries(state().store.database, name, { now: Date.now(), spanMs: minutes * 60_000, who }),
  )

  app.get('/api/missing', (): readonly MissingGroup[] => {
    const { store, agreed } = state()
    return missingAnswers(store.database, Date.now(), agreed)
  })

  app.get<{ Querystring: AuditSearch }>('/api/audit', { schema: auditSchema }, ({ query }): AuditPage =>
    state().auditBook.find(query),
  )

  app.get<{ Querystring: OrderSearch }>('/api/orders', { schema: searchSchema }, ({ query }): FoundOrders => {
    const { store, channel } = state()
    const parked =
      query.state === 'parked'
        ? [...channel.desks.values()].flatMap((desk) => desk.letters().map(({ entry }) => entry.key))
        : []
    return findOrders(store.database, query, { parked })
  })

  app.get<{ Params: { key: string } }>(
    '/api/orders/:key',
    async ({ params: { key } }): Promise<OrderPage> => {
      const { store, channel, codecs, agreed, traceUrl } = state()
      const row = findOrder(store.database, key)
      if (!row) throw notFound(`Nothing was heard of an order ${key}.`)
      const { id, ...found } = row
      const desks = [...channel.desks.values()]
      const messages = messagesOf(store.database, store.topics, id)
      const evidence = await orderEvidence(key, messages, codecs, desks)
      const parked = desks.some((desk) => desk.isParked(key))
      const awaited = awaitedAnswer(store.database, id, agreed)
      return { found, ...timelineOf(evidence), parked, awaited, now: Date.now(), traceUrl }
    },
  )

  app.get<{ Params: { id: string } }>(
    '/api/messages/:id',
    async ({ params: { id } }): Promise<MessagePage> => {
      const { store } = state()
      const stored = messageById(store.database, store.topics, Number(id))
      if (!stored) throw notFound(`There is no message ${id}.`)
      return messagePage(stored, state())
    },
  )
}

export async function messagePage(
  { kind, message }: StoredMessage,
  { codecs }: Pick<ConsoleState, 'codecs'>,
): Promise<MessagePage> {
  const { topic, partition, offset, key, timestamp: at, headers, value: bytes } = message
  const contracted = contractOf(kind)
  let value: unknown
  let fault: string | undefined
  try {
    value = await codecs[contracted].decode(bytes)
  } catch (error) {
    if (!(error instanceof InvalidMessage)) throw error
    fault = error.message
  }
  const base64 = bytes.toString('base64')
  return { topic, partition, offset: String(offset), key, at, headers, value, fault, base64 }
}

/** By which contract the bytes are read, if by any. */
function contractOf(kind: StoredMessage['kind']): Contracted {
  return kind === 'order' || kind === 'outcome' ? kind : 'update'
}

export function notFound(detail: string): ProblemError {
  return new ProblemError(problem(404, { type: 'not-found', detail }))
}
