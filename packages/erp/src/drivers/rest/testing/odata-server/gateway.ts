import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** What the desk may have happen. */
export interface Accident {
  /** Cuts the connection under the next write. */
  readonly cut?: 'before' | 'after'
  /** Refuses every request as one too many, with so many seconds to wait. */
  readonly throttle?: number
  /** Forgets all sessions. */
  readonly endSessions?: boolean
}

export const USER = 'adapter'
export const PASSWORD = 'let me in'
export const BASIC = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`

/** Requests of the test's own hand, past all of this. */
export const DESK = 'x-desk'

/**
 * What stands before an OData server: SAP Gateway's token against forged requests for all below /sap (asked for with
 * `X-CSRF-Token: Fetch`, bound to a cookie, `Required` where it is missing), OAuth 2.0 that gives everybody the same token, and accidents on
 * demand.
 */
export function gateway(serve: RequestListener): RequestListener {
  const sessions = new Map<string, string>()
  let accident: Accident = {}

  function isForged({ headers }: IncomingMessage): boolean {
    const session = /SAP_SESSIONID=([^;]*)/.exec(headers.cookie ?? '')?.[1] ?? ''
    return sessions.get(session) === undefined || sessions.get(session) !== headers['x-csrf-token']
  }

  function giveToken(response: ServerResponse): void {
    const [session, token] = [randomUUID(), randomUUID()]
    sessions.set(session, token)
    response.setHeader('x-csrf-token', token)
    response.setHeader('set-cookie', `SAP_SESSIONID=${session}; path=/; HttpOnly`)
  }

  /** @returns whether the request has been answered */
  function stopped(request: IncomingMessage, response: ServerResponse): boolean {
    const { method, url = '', headers } = request
    const isRead = method === 'GET'
    if (accident.throttle !== undefined) {
      response.writeHead(429, { 'retry-after': String(accident.throttle) }).end()
    } else if (url.startsWith('/sap') && !isRead && isForged(request)) {
      response.writeHead(403, { 'x-csrf-token': 'Required' }).end('CSRF token validation failed')
    } else if (!isRead && accident.cut === 'before') {
      accident = {}
      request.socket.destroy()
    } else {
      if (url.startsWith('/sap') && isRead && headers['x-csrf-token'] === 'Fetch') giveToken(response)
      if (!isRead && accident.cut === 'after') {
        accident = {}
        response.end = () => response.destroy()
      }
      return false
    }
    return true
  }

  function happen(request: IncomingMessage, response: ServerResponse): void {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      accident = JSON.parse(body) as Accident
      if (accident.endSessions) sessions.clear()
      response.end()
    })
  }

  return (request, response) => {
    const { url, headers } = request
    // CAP knows names and passwords only.
    if (headers.authorization === 'Bearer good') headers.authorization = BASIC
    if (url === '/accident') happen(request, response)
    else if (url === '/token') response.end('{"access_token":"good","expires_in":3600}')
    else if (headers[DESK] !== undefined || !stopped(request, response)) serve(request, response)
  }
}
