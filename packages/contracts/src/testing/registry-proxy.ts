import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands before a registry, notes what it is asked, and can be away. */
export interface RegistryProxy {
  /** The base of Confluent's API, through the proxy. */
  readonly url: string
  /** As `GET /schemas/ids/1`, in the order in which they came, those that were not answered too. */
  readonly requests: readonly string[]
  /** Those of them that would change what is registered or how. */
  writes(): string[]
  /** From now on nothing is answered, or again all of it. */
  setAway(away: boolean): void
  close(): Promise<void>
}

/** @param registryUrl the base of Confluent's API */
export async function startRegistryProxy(registryUrl: string): Promise<RegistryProxy> {
  const { origin, pathname } = new URL(registryUrl)
  const requests: string[] = []
  let isAway = false
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    requests.push(`${method} ${url.replace(pathname, '')}`)
    if (isAway) {
      request.socket.destroy()
      return
    }
    const forwarded = send(`${origin}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    requests,
    writes: () => requests.filter(isWrite),
    setAway(away) {
      isAway = away
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A POST to a subject itself only asks whether a schema is among its versions. */
function isWrite(request: string): boolean {
  return !/^(?:GET|HEAD) /.test(request) && !/^POST \/subjects\/[^/]+(?:\?.*)?$/.test(request)
}
