import { createServer } from 'node:net'
import type { Server } from 'node:net'

/**
 * Below the range from which systems take the ports of outgoing connections (Linux: 32768 and up). Inside that
 * range, a client that keeps connecting to a broker that was just killed can be given the broker's own port, connect
 * to itself, and so keep the broker from coming back.
 */
const FIRST = 20_000
const LAST = 32_000

/**
 * Returns `count` different ports of 127.0.0.1 that were free a moment ago. Somebody can take one before it is
 * used: whoever binds it must be ready to ask again.
 */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>()
  try {
    for (let tries = 0; held.size < count; tries++) {
      if (tries > 1_000) throw new Error(`no ${count} free ports between ${FIRST} and ${LAST} on 127.0.0.1`)
      const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
      const server = held.has(port) ? undefined : await hold(port)
      if (server) held.set(port, server)
    }
    return [...held.keys()]
  } finally {
    await Promise.all([...held.values()].map((server) => new Promise((closed) => server.close(closed))))
  }
}

function hold(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
