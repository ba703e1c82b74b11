import { randomUUID } from 'node:crypto'
import { ContractViolated, type OrderUpdate } from '@channel-adapter/contracts'
import { problem, ProblemError } from '@channel-adapter/process'
import { changedMembers, identityChanged } from '@channel-adapter/timeline'
import type { FastifyInstance } from 'fastify'
import { deskAt } from './act-routes.ts'
import type { CorrectionAsked, LetterPage, Planned } from './answers/parked.ts'
import type { ConsoleState } from './console-state.ts'
import type { CallerOf } from './identity/gate.ts'
import { actorOf, writtenName } from './identity/principal.ts'
import { messagePage, notFound } from './look-routes.ts'
import { letterView } from './parked.ts'
import { changeSchema, text } from './request-schemas.ts'

const correctionBody = changeSchema(['connection', 'key', 'partition', 'offset', 'value', 'reason'], {
  connection: text,
  key: text,
  partition: { type: 'integer' },
  offset: text,
  value: { type: 'object' },
})

interface LetterPlace {
  readonly connection: string
  readonly partition: string
  readonly offset: string
}

/** One parked message, and having another one handled in its place: the parked one stays as it was. */
export function correctionRoutes(app: FastifyInstance, state: () => ConsoleState, callerOf: CallerOf): void {
  const letterAt = (connection: string, partition: number, offset: string) => {
    const found = deskAt(state(), connection)
      .letters()
      .find(({ entry }) => entry.partition === partition && entry.offset === offset)
    if (found) return found
    throw notFound('That message is not parked any more.')
  }

  app.get<{ Params: LetterPlace }>(
    '/api/parked/:connection/:partition/:offset',
    async ({ params: { connection, partition, offset } }): Promise<LetterPage> => {
      const letter = letterAt(connection, Number(partition), offset)
      const { message } = letter
      const { value, fault } = await messagePage({ id: 0, kind: 'parked', message }, state())
      return { letter: letterView(connection, letter), value, fault }
    },
  )

  app.post<{ Body: CorrectionAsked }>(
    '/api/corrections',
    correctionBody,
    async (request): Promise<Planned> => {
      const { body: asked } = request
      const { connection, key, partition, offset, reason } = asked
      const actor = actorOf(callerOf(request).principal, asked.by)
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
      const id = randomUUID()
      const change = {
        action: 'CORRECT',
        connection,
        order: key,
        plan: id,
        reason,
        ...changedMembers(parked, asked.value),
      } as const
      const { keys, messages } = await state().audit.make(actor, change, () =>
        deskAt(state(), connection).request({
          plan: id,
          action: 'replay',
          keys: [key],
          by: writtenName(actor),
          reason,
          corrections,
        }),
      )
      return { plan: id, orders: keys, messages }
    },
  )
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
