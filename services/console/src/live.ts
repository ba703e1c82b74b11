import type { FastifyInstance } from 'fastify'
import type { ServerResponse } from 'node:http'

/** How often a page is told at most that something has changed, in milliseconds. */
const TELL_EVERY_MS = 1000
const MAX_LISTENERS = 100
/** Shorter than the console waits for a connection without traffic, and than proxies do. */
const BEAT_EVERY_MS = 20_000

/** Server-sent events: pages are told that something changed, and ask again for what they show. */
export class Live {
  readonly #listeners = new Set<ServerResponse>()
  #timer: NodeJS.Timeout | undefined

  /** Something is no more as it was. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      // A page that has not read what it was told is not told again: it would all be kept here.
      for (const listener of this.#listeners)
        if (!listener.writableNeedDrain) listener.write('event: changed\ndata:\n\n')
    }, TELL_EVERY_MS).unref()
  }

  serve(app: FastifyInstance, path: string): void {
    const beat = setInterval(() => this.#beat(), BEAT_EVERY_MS).unref()
    app.get(path, (_request, reply) => {
      if (this.#listeners.size >= MAX_LISTENERS) {
        // Which tells a browser not to try again.
        void reply.code(204).send()
        return
      }
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
      })
      raw.write('retry: 2000\n\n')
      this.#listeners.add(raw)
      raw.on('close', () => this.#listeners.delete(raw))
    })
    app.addHook('preClose', () => {
      clearTimeout(this.#timer)
      clearInterval(beat)
      for (const listener of this.#listeners) listener.end()
    })
  }

  /** A comment (WHATWG, server-sent events). Who has not read the last one by now never will. */
  #beat(): void {
    for (const listener of this.#listeners) {
      if (listener.writableNeedDrain) listener.destroy()
      else listener.write(':\n\n')
    }
  }
}
