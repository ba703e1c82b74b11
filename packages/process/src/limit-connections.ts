import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { register } from 'prom-client'
import { type MetricDeclaration, serveCounter } from './metrics.ts'
import { type ConnectionState, Places } from './places.ts'

export const connectionsClosed = {
  name: 'channel_adapter_connections_closed_total',
  help: 'Connections that were closed because every place was taken, by what they were: unfinished (of which no request ever came whole), idle (served before), new (all others were at work).',
  type: 'counter',
  labels: ['state'],
} as const satisfies MetricDeclaration

interface Requests {
  /** Of which the answer has not left. */
  underWay: number
  last?: IncomingMessage
}

/**
 * Keeps a server at so many connections. Whoever comes when all places are taken is let in all the same, in the place
 * of one that has kept us waiting ({@link Places}): Node's own `maxConnections` turns newcomers away instead, so that
 * whoever holds sockets open, a byte a second, keeps everybody out.
 */
export function limitConnections(server: Server, most: number): void {
  const counts = closedCounter()
  const requests = new WeakMap<Socket, Requests>()
  const places = new Places<Socket>(most, (socket) => isAtWork(requests.get(socket)))

  server.on('connection', (socket: Socket) => {
    const displaced = places.enter(socket)
    if (displaced?.gone !== socket) socket.once('close', () => places.leave(socket))
    if (!displaced) return
    counts({ state: displaced.state })
    // To be reset would take from a client the last answer that it has not read yet.
    if (displaced.state === 'idle') displaced.gone.destroy()
    else displaced.gone.resetAndDestroy()
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    const own = requests.get(socket) ?? { underWay: 0 }
    requests.set(socket, own)
    own.underWay++
    own.last = request
    response.once('close', () => {
      own.underWay--
      if (request.complete) places.served(socket)
    })
  })
}

function isAtWork({ underWay, last }: Requests = { underWay: 0 }): boolean {
  return underWay > (last?.complete ? 0 : 1)
}

function closedCounter(): (labels: { readonly state: ConnectionState }) => void {
  // In a test several servers share this process.
  if (register.getSingleMetric(connectionsClosed.name)) return () => {}
  return serveCounter(connectionsClosed)
}
