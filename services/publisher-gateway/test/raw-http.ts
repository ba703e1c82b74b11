import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** An answer as it came. */
export interface RawAnswer {
  /** The status line. */
  readonly status: string
  /** Status line and headers. */
  readonly head: string
  readonly body: string
}

/** Sends a POST as these very bytes. */
export function rawPost(url: string, body: string): Promise<RawAnswer> {
  const { host, pathname } = new URL(url)
  return rawRequest(url, [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ])
}

/** Sends these lines, whatever they are, and resolves when the other side has closed the connection. */
export async function rawRequest(url: string, lines: readonly string[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(lines.join('\r\n'))
  const answer = await text(socket)
  const end = answer.indexOf('\r\n\r\n')
  const head = answer.slice(0, end)
  return { status: head.split('\r\n')[0] ?? '', head, body: answer.slice(end + 4) }
}
