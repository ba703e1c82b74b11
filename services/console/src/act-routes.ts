import { randomUUID } from 'node:crypto'
import { ContractViolated, type OrderUpdate } from '@channel-adapter/contracts'
import {
  type Actor,
  controlChange,
  controlMessage,
  type ControlRecord,
  type ReplayDesk,
  selectedKeys,
} from '@channel-adapter/messaging'
import { problem, ProblemError } from '@channel-adapter/process'
import type { FastifyInstance } from 'fastify'
import type { CorrectionAsked, LetterPage, ParkedPage, PlanAsked, Planned } from './answers/parked.ts'
import { changedMembers } from './changed-members.ts'
import type { ConsoleState } from './console-state.ts'
import { messagePage, notFound } from './look-routes.ts'
import { identityChanged, invalidView, letterView, parkedGroups, planViews } from './parked.ts'
import { invalidMessages } from './store/messages.ts'

const INVALID_SHOWN = 50
const text = { type: 'string', minLength: 1, maxLength: 500 } as const
const who = { by: text, reason: text } as const
const body = (required: readonly string[], properties: object) => ({
  schema: { body: { type: 'object', additionalProperties: false, required, properties } },
})
const planBody = body(['connection', 'action', 'by', 'reason'], {
  ...who,
  connection: text,
  action: { enum: ['replay', 'discard'] },
  order: text,
  code: text,
  preview: { type: 'boolean' },
})
const correctionBody = body(['connection', 'key', 'partition', 'offset', 'value', 'by', 'reason'], {
  ...who,
  connection: text,
  key: text,
  partition: { type: 'integer' },
  offset: text,
  value: { type: 'object' },
})
const cancelBody = body(['by'], { by: text })
const controlBody = body(['action', 'by', 'reason'], {
  ...who,
  action: { enum: ['pause', 'resume', 'poll'] },
})

interface LetterPlace {
  readonly connection: string
  readonly partition: string
  readonly offset: string
}

/** What can be put right: each change says who makes it and why, and Kafka keeps that. */
export function actRoutes(app: FastifyInstance, state: () => ConsoleState): void {
  const deskOf = (connection: string): ReplayDesk => {
    const desk = state().channel.desks.get(connection)
    if (desk) return desk
    throw notFound(`No connection ${connection} has a Dead Letter Channel.`)
  }
  const letterAt = (connection: string, partition: number, offset: string) => {
    const found = deskOf(connection)
      .letters()
      .find(({ entry }) => entry.partition === partition && entry.offset === offset)
    if (found) return found
    throw notFound('That message is not parked any more.')
  }

  app.get('/api/parked', async (): Promise<ParkedPage> => {
    const { channel, store, codecs } = state()
    return {
      groups: parkedGroups(channel.desks),
      plans: await planViews(channel.desks, codecs.update),
      invalid: invalidMessages(store.database, store.topics, INVALID_SHOWN).map(invalidView),
    }
  })

  app.get<{ Params: LetterPlace }>(
    '/api/parked/:connection/:partition/:offset',
    async ({ params: { connection, partition, offset } }): Promise<LetterPage> => {
      const letter = letterAt(connection, Number(partition), offset)
      const { message } = letter
      const { value, fault } = await messagePage({ id: 0, kind: 'parked', message }, state())
      return { letter: letterView(connection, letter), value, fault }
    },
  )

  app.post<{ Body: PlanAsked }>('/api/plans', planBody, async ({ body: asked }): Promise<Planned> => {
    const { connection, action, order, code, by, reason, preview = false } = asked
    const desk = deskOf(connection)
    const keys = selectedKeys(desk.letters(), {
      ...(order !== undefined && { order }),
      ...(code !== undefined && { reason: code }),
    })
    const chosen = new Set(keys)
    const messages = desk.letters().filter(({ entry }) => chosen.has(entry.key)).length
    if (preview || messages === 0) return { plan: undefined, orders: keys.length, messages }
    const plan = randomUUID()
    const change = {
      action: action === 'replay' ? 'REPLAY' : 'DISCARD',
      connection,
      order: order ?? null,
      orders: keys.length,
      messages,
      plan,
      reason,
    } as const
    await state().audit.make(actorOf(by), change, () => desk.request({ plan, action, keys, by, reason }))
    return { plan, orders: keys.length, messages }
  })

  app.post<{ Params: { plan: string }; Body: { by: string } }>(
    '/api/plans/:plan/cancel',
    cancelBody,
    async ({ params: { plan }, body: { by } }) => {
      const { audit, channel } = state()
      const asked = [...channel.desks].filter(([, desk]) => desk.log().some((record) => record.plan === plan))
      if (asked.length === 0) throw notFound(`No plan is named ${plan}.`)
      for (const [connection, desk] of asked) {
        await audit.make(actorOf(by), { action: 'CANCEL', connection, plan }, () => desk.cancel(plan, by))
      }
      return {}
    },
  )

  app.post<{ Body: CorrectionAsked }>(
    '/api/corrections',
    correctionBody,
    async ({ body: asked }): Promise<Planned> => {
      const { connection, key, partition, offset, by, reason } = asked
      const { update: codec } = state().codecs
      const letter = letterAt(connection, partition, offset)
      const value = encoded(asked.value as OrderUpdate, codec.encode)
      const parked = await codec.decode(letter.message.value)
      const changed = identityChanged(parked, asked.value as OrderUpdate)
      if (changed.length > 0) {
        const detail = `A correction keeps ${changed.join(', ')}: by them the update is recognised.`
        throw new ProblemError(problem(400, { type: 'identity-changed', detail }))
      }
      const corrections = [{ partition, offset, value }]
      const plan = randomUUID()
      const change = {
        action: 'CORRECT',
        connection,
        order: key,
        plan,
        reason,
        ...changedMembers(parked, asked.value),
      } as const
      const { keys, messages } = await state().audit.make(actorOf(by), change, () =>
        deskOf(connection).request({ plan, action: 'replay', keys: [key], by, reason, corrections }),
      )
      return { plan, orders: keys, messages }
    },
  )

  app.post<{ Params: { connection: string }; Body: Pick<ControlRecord, 'action' | 'by' | 'reason'> }>(
    '/api/connections/:connection/control',
    controlBody,
    async ({ params: { connection }, body: { action, by, reason } }) => {
      deskOf(connection)
      const { audit, board, publish, topicPrefix } = state()
      const record = { action, connection, by, reason, at: new Date().toISOString() }
      const change = controlChange(record, board.paused(connection) !== undefined)
      await audit.make(actorOf(by), change, () => publish([controlMessage(topicPrefix, record)]))
      return {}
    },
  )
}

/** As they call themselves: nobody is asked to prove it. */
function actorOf(by: string): Actor {
  return { subject: by, name: null, knownBy: 'OWN_WORD', role: null, through: 'CONSOLE' }
}

function encoded(value: OrderUpdate, encode: (value: OrderUpdate) => Buffer): Buffer {
  try {
    return encode(value)
  } catch (error) {
    if (!(error instanceof ContractViolated)) throw error
    const errors = error.violations.map(({ path, message }) => ({ pointer: `#${path}`, detail: message }))
    throw new ProblemError(problem(400, { type: 'contract-violated', detail: error.message, errors }))
  }
}
