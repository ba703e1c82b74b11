import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { frameSplitter } from './frames.ts'

/** Kafka's numbers for the requests that tests single out (protocol guide, "API keys"). */
export const requestKinds = {
  produce: 0,
  fetch: 1,
  listOffsets: 2,
  offsetCommit: 8,
  findCoordinator: 10,
  joinGroup: 11,
  heartbeat: 12,
  initProducerId: 22,
  addPartitionsToTxn: 24,
  endTxn: 26,
} as const

export type RequestKind = keyof typeof requestKinds

/** A proxy between Kafka clients and one broker that fails on demand. All its faults last until `heal()`. */
export interface TcpProxy {
  /** Where clients connect, on 127.0.0.1. */
  readonly port: number
  /** Where the broker listens. */
  forwardTo(port: number): void
  /**
   * The next request of this kind reaches the broker and is carried out, but its answer does not come back: after
   * `afterBytes` of it the connection is cut. Resolves when that has happened.
   */
  cutNextAnswer(kind: RequestKind, options?: { afterBytes?: number }): Promise<void>
  /** As cutNextAnswer, for every request of this kind. */
  cutAnswers(kind: RequestKind): void
  /** As cutNextRequest, for every request of this kind. */
  cutRequests(kind: RequestKind): void
  /**
   * The next request of this kind, after `passing` others of it, never reaches the broker: its connection is cut.
   * Resolves when that has happened, before anything else comes through.
   */
  cutNextRequest(kind: RequestKind, options?: { passing?: number }): Promise<void>
  /** Cuts every connection as soon as it is made, and those that are there. */
  refuse(): void
  /** Forwards nothing and closes nothing, in old and new connections. */
  halfOpen(): void
  /** Holds every answer back for so many milliseconds. */
  delay(milliseconds: number): void
  /** Ends all faults; connections that were half open are cut. */
  heal(): void
  /** How many requests of a kind have come. */
  requests(kind: RequestKind): number
  close(): Promise<void>
}

interface Cut {
  readonly kind: number
  readonly side: 'answer' | 'request'
  readonly afterBytes: number
  /** How many more get through before. */
  passing: number
  readonly once: boolean
  readonly done: () => void
}

/** Listens on a free port of 127.0.0.1. Until `forwardTo` says where, connections are refused. */
export async function startTcpProxy(): Promise<TcpProxy> {
  const proxy = new FaultyProxy()
  await proxy.listen()
  return proxy
}

class FaultyProxy implements TcpProxy {
  readonly #server = createServer((client) => this.#accept(client))
  readonly #sockets = new Set<Socket>()
  readonly #seen = new Map<number, number>()
  #target: number | undefined
  #cuts: Cut[] = []
  #refusing = false
  #halfOpen = false
  #delayMs = 0

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', resolve)
    })
  }

  forwardTo(port: number): void {
    this.#target = port
  }

  cutNextAnswer(kind: RequestKind, { afterBytes = 0 } = {}): Promise<void> {
    return this.#cutNext('answer', kind, { afterBytes })
  }

  cutAnswers(kind: RequestKind): void {
    this.#cutAllOf('answer', kind)
  }

  cutRequests(kind: RequestKind): void {
    this.#cutAllOf('request', kind)
  }

  cutNextRequest(kind: RequestKind, { passing = 0 } = {}): Promise<void> {
    return this.#cutNext('request', kind, { passing })
  }

  refuse(): void {
    this.#refusing = true
    this.#cutAll()
  }

  halfOpen(): void {
    this.#halfOpen = true
  }

  delay(milliseconds: number): void {
    this.#delayMs = milliseconds
  }

  heal(): void {
    if (this.#halfOpen) this.#cutAll()
    this.#refusing = false
    this.#halfOpen = false
    this.#delayMs = 0
    this.#cuts = []
  }

  requests(kind: RequestKind): number {
    return this.#seen.get(requestKinds[kind]) ?? 0
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#cutAll()
    return closed
  }

  #cutAllOf(side: Cut['side'], kind: RequestKind): void {
    const done = () => {}
    this.#cuts.push({ side, kind: requestKinds[kind], afterBytes: 0, passing: 0, once: false, done })
  }

  #cutNext(
    side: Cut['side'],
    kind: RequestKind,
    { afterBytes = 0, passing = 0 }: { afterBytes?: number; passing?: number },
  ): Promise<void> {
    return new Promise((done) =>
      this.#cuts.push({ side, kind: requestKinds[kind], afterBytes, passing, once: true, done }),
    )
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #takeCut(side: Cut['side'], kind: number | undefined): Cut | undefined {
    const cut = this.#cuts.find((each) => each.side === side && each.kind === kind)
    if (cut && cut.passing-- > 0) return undefined
    if (cut?.once) this.#cuts.splice(this.#cuts.indexOf(cut), 1)
    return cut
  }

  #accept(client: Socket): void {
    if (this.#refusing || this.#target === undefined) {
      client.on('error', () => {})
      client.destroy()
      return
    }
    const broker = connect(this.#target, '127.0.0.1')
    this.#tie(client, broker)
    // A broker answers the requests of a connection in their order.
    const unanswered: number[] = []
    client.on(
      'data',
      frameSplitter((frame) => {
        const kind = frame.readInt16BE(4)
        this.#seen.set(kind, (this.#seen.get(kind) ?? 0) + 1)
        if (this.#halfOpen) return
        const cut = this.#takeCut('request', kind)
        if (cut) return end(client, cut)
        unanswered.push(kind)
        broker.write(frame)
      }),
    )
    let forwarded = Promise.resolve()
    broker.on(
      'data',
      frameSplitter((frame) => {
        const cut = this.#takeCut('answer', unanswered.shift())
        if (cut) {
          if (cut.afterBytes === 0) return end(client, cut)
          client.write(frame.subarray(0, cut.afterBytes), () => end(client, cut))
          return
        }
        const due = Date.now() + this.#delayMs
        forwarded = forwarded.then(async () => {
          if (due > Date.now()) await sleep(due - Date.now())
          if (!this.#halfOpen && client.writable) client.write(frame)
        })
      }),
    )
  }

  /** Each end falls with the other. */
  #tie(client: Socket, broker: Socket): void {
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      socket.setNoDelay(true)
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#sockets.delete(socket)
        if (!this.#halfOpen) other.destroy()
      })
    }
  }
}

function end(client: Socket, cut: Cut): void {
  client.destroy()
  cut.done()
}
