import { bearerOf } from '@channel-adapter/identity'
import { isLoopback, problem, ProblemError } from '@channel-adapter/process'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Of the same origin, and nothing that stands in the page itself: text of a message can become neither script nor style. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Asked by machines, which name the host as they like. */
const OF_THE_PROCESS: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * What keeps other sites' pages away: no name but ours leads here (DNS rebinding), and no change comes from a page of
 * another origin (CSRF). What a cookie proves, a token proves again: identity/gate.ts.
 * @param publicUrl where people reach the console beside loopback
 * @param takesCredentials whether callers prove who they are: one that a browser never adds by itself is no page's
 */
export function guard(app: FastifyInstance, publicUrl: string | undefined, takesCredentials: boolean): void {
  const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).host
  const protocols = new Set(['http:', ...(publicUrl === undefined ? [] : [new URL(publicUrl).protocol])])
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({ ...HEADERS, 'cache-control': 'no-store' })
    const path = request.url.split('?', 1)[0] ?? ''
    if (OF_THE_PROCESS.has(path)) return
    const { host } = request
    if (host !== publicHost && !isLoopback(hostnameOf(host))) {
      const detail = `The console is not served as "${host}"; PUBLIC_URL says as what.`
      throw new ProblemError(problem(421, { type: 'misdirected', detail }))
    }
    if (READING.has(request.method) || isSameOrigin(request, host, protocols)) return
    if (takesCredentials && bearerOf(request.headers.authorization) !== undefined) return
    const detail = 'Changes are taken from the pages of the console itself only.'
    throw new ProblemError(problem(403, { type: 'cross-origin', detail }))
  })
}

function isSameOrigin({ headers }: FastifyRequest, host: string, protocols: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin') return false
  if (origin === undefined || !URL.canParse(origin)) return false
  const from = new URL(origin)
  return from.host === host && protocols.has(from.protocol)
}

function hostnameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ''
}
