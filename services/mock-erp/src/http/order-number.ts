import type { FastifyReply } from 'fastify'
import { sendProblem } from './problem.ts'

/** The number that a path names; undefined when no order can have it. */
export function orderNumber(text: string): number | undefined {
  return /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : undefined
}

export function unknownOrder(reply: FastifyReply, text: string): FastifyReply {
  return sendProblem(reply, { status: 404, detail: `There is no order ${text}.` })
}
