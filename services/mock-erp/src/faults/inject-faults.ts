import { finished } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from '../http/problem.ts'
import { decideFault } from './decide-fault.ts'
import type { FaultState, Verdict } from './decide-fault.ts'

type After = Extract<Verdict['effect'], { kind: 'reset_after' | 'hang_after' }>

/** The faults in force; replaced whole by an operator, used up by requests. */
export interface FaultBoard {
  state: FaultState
}

/** Adds the hooks that let the board's faults strike the requests of this fastify scope. */
export function injectFaults(app: FastifyInstance, board: FaultBoard): void {
  const closing = new AbortController()
  const after = new WeakMap<FastifyRequest, After>()
  let atOnce = 0
  // An answer that hangs must not hold up the end of the process.
  const wait = (ms: number) => delay(ms, undefined, { signal: closing.signal }).catch(() => undefined)
  app.addHook('preClose', async () => closing.abort())

  app.addHook('onRequest', async (request, reply) => {
    const { verdict, state } = decideFault(board.state, { method: request.method, path: request.url, atOnce })
    board.state = state
    atOnce += 1
    finished(reply.raw, () => (atOnce -= 1))
    if (verdict.delayMs > 0) await wait(verdict.delayMs)
    const { effect } = verdict
    if (effect?.kind === 'status') return answerStatus(reply, effect)
    if (effect?.kind === 'reset_before') {
      reply.hijack()
      request.raw.socket.resetAndDestroy()
      return reply
    }
    if (effect) after.set(request, effect)
    return undefined
  })

  app.addHook('onSend', async (request) => {
    const effect = after.get(request)
    if (effect?.kind === 'hang_after') await wait(effect.ms)
    if (effect?.kind === 'reset_after') request.raw.socket.resetAndDestroy()
  })
}

function answerStatus(
  reply: FastifyReply,
  { status, retry_after, body }: Extract<Verdict['effect'], { kind: 'status' }>,
): FastifyReply {
  if (retry_after !== undefined) reply.header('retry-after', String(retry_after))
  if (body !== undefined) return reply.code(status).type('application/json').send(JSON.stringify(body))
  return sendProblem(reply, {
    status,
    detail: explanations[status] ?? 'A fault was switched on for this request.',
  })
}

const explanations: Readonly<Record<number, string>> = {
  409: 'The order is being edited at a desk.',
  429: 'Too many requests at once.',
}
