import { request as send } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Listener, listenHttp } from '../../../testing/listen.ts'

/** What the desk may have happen on the way, once. */
export interface Cut {
  /** The call under which the connection is cut, such as `model.purchase.purchase.write`. */
  readonly method: string
  readonly when: 'before' | 'after'
}

/** A way to Tryton on which accidents happen. */
export interface WayToTryton extends Listener {
  cutNext(cut: Cut): void
  /** Refuses every request as one too many, with so many seconds to wait. */
  throttle(seconds: number): void
  endFaults(): void
  /** The methods that were called, in their order. */
  readonly called: string[]
}

export async function wayToTryton(url: string): Promise<WayToTryton> {
  let cut: Cut | undefined
  let wait: number | undefined
  const called: string[] = []

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    if (wait !== undefined) {
      response.writeHead(429, { 'retry-after': String(wait) }).end()
      return
    }
    const { method } = JSON.parse(body.toString()) as { method: string }
    called.push(method)
    const struck = cut?.method === method ? cut.when : undefined
    if (struck !== undefined) cut = undefined
    if (struck === 'before') {
      incoming.socket.destroy()
      return
    }
    const target = new URL(incoming.url ?? '/', url)
    const forwarded = send(target, { method: 'POST', headers: incoming.headers }, (answer) => {
      if (struck === 'after') {
        answer.resume().on('end', () => incoming.socket.destroy())
        return
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forwarded.on('error', () => incoming.socket.destroy())
    forwarded.end(body)
  }

  const listener = await listenHttp((incoming, response) => void pass(incoming, response))
  return {
    ...listener,
    called,
    cutNext: (next) => (cut = next),
    throttle: (seconds) => (wait = seconds),
    endFaults: () => {
      cut = undefined
      wait = undefined
    },
  }
}
