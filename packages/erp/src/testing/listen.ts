import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A server of a test's own, on a free port. */
export interface Listener {
  readonly origin: string
  close(): Promise<void>
}

export function listenHttp(answer: RequestListener): Promise<Listener> {
  return listen(createHttpServer(answer))
}

/** Bytes as they come: for answers that no HTTP server would give. Called when the first bytes of a connection are there. */
export function listenBytes(answer: (socket: Socket) => void): Promise<Listener> {
  return listen(
    createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => answer(socket))
    }),
  )
}

/** An address where nobody listens: it was free a moment ago. */
export async function closedPort(): Promise<string> {
  const listener = await listenBytes(() => undefined)
  await listener.close()
  return listener.origin
}

async function listen(server: Server): Promise<Listener> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
