import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** Sends a request as these very bytes; resolves with the answer's status line, headers and body as they came. */
export async function rawPost(
  url: string,
  body: string,
): Promise<{ status: string; head: string; body: string }> {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(
    [
      `POST ${pathname} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
  const answer = await text(socket)
  const end = answer.indexOf('\r\n\r\n')
  const head = answer.slice(0, end)
  return { status: head.split('\r\n')[0] ?? '', head, body: answer.slice(end + 4) }
}
