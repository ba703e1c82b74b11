import type { FastifyRequest } from 'fastify'

/**
 * The console's own address as a caller has it, without a slash at its end; guard.ts has refused every other host.
 * @param publicUrl where people reach the console beside loopback
 */
export function baseUrl(publicUrl: string | undefined): (request: FastifyRequest) => string {
  const known = publicUrl === undefined ? undefined : new URL(publicUrl)
  return ({ host }) => (known?.host === host ? known.origin : `http://${host}`)
}
