import { onAbort } from '@channel-adapter/patience'
import type { Dispatcher } from 'undici'
import { GrowingBuffer } from './growing-buffer.ts'

/** Bytes of an error's body that are kept: it only explains. */
const EXPLANATION_BYTES = 64 * 1024

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Where a dispatcher serves several; a pool has its own. */
  readonly origin?: string
  /** Path and query, already escaped. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Told of a successful answer's headers, before its body has come. */
  readonly onHeaders?: ((headers: AnswerHeaders) => void) | undefined
}

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>

export interface Answer {
  readonly status: number
  readonly headers: AnswerHeaders
  /** As it came; of an error, its beginning. */
  readonly body: Buffer
}

/** Why a request has no whole answer. */
export class TransportFault extends Error {
  override readonly name = 'TransportFault'
  readonly kind: 'no-connection' | 'connection-lost' | 'timeout' | 'abandoned' | 'too-large'
  /** Whether the request, or some of it, may have reached the other side. */
  readonly sent: boolean

  constructor(kind: TransportFault['kind'], sent: boolean, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    this.sent = sent
  }
}

export interface ExchangeLimits {
  /** Milliseconds from the call to the answer's last byte, the wait for a connection included. */
  readonly deadlineMs: number
  /** Bytes of the largest answer that is read. */
  readonly maxAnswerBytes: number
}

/**
 * One request and its whole answer, whatever the status; redirects are not followed.
 * Uses undici's dispatch and not request(): only there is it known whether a failed request ever left.
 * @throws {TransportFault}
 */
export function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const running = new Running(resolve, reject, limits, signal, request.onHeaders)
    const { method, origin, path, headers, body = null } = request
    if (running.open) {
      dispatcher.dispatch({ method, ...(origin !== undefined && { origin }), path, headers, body }, running)
    }
  })
}

class Running implements Dispatcher.DispatchHandler {
  open = true
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: Answer['headers'] = {}
  readonly #body = new GrowingBuffer()
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (fault: TransportFault) => void
  readonly #limits: ExchangeLimits
  readonly #onHeaders: HttpRequest['onHeaders']
  readonly #deadline: NodeJS.Timeout
  readonly #forget: () => void

  constructor(
    resolve: (answer: Answer) => void,
    reject: (fault: TransportFault) => void,
    limits: ExchangeLimits,
    signal: AbortSignal,
    onHeaders: HttpRequest['onHeaders'],
  ) {
    this.#onHeaders = onHeaders
    this.#resolve = resolve
    this.#reject = reject
    this.#limits = limits
    this.#deadline = setTimeout(() => {
      this.#stop('timeout', `no whole answer within ${limits.deadlineMs} ms`)
    }, limits.deadlineMs)
    const abandon = () => this.#stop('abandoned', 'the caller gave up', { cause: signal.reason as unknown })
    this.#forget = onAbort(signal, abandon)
    if (signal.aborted) abandon()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for a connection: nothing may leave any more.
    if (!this.open) controller.abort(new Error('given up before it was sent'))
    this.#controller = controller
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // A 103 or 100 comes before the answer proper.
    if (status < 200) return
    this.#status = status
    this.#headers = headers
    const length = Number(headers['content-length'])
    // What says that it is too large is not read at all.
    if (status < 400 && length > this.#limits.maxAnswerBytes) return this.#tooLarge()
    if (status < 300) {
      this.#body.expect(length)
      this.#onHeaders?.(headers)
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.open) return
    if (this.#body.length + chunk.length > this.#limit) this.#tooLarge()
    else this.#body.append(chunk)
  }

  onResponseEnd(): void {
    if (this.#settle()) this.#resolve(this.#answer())
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const kind = this.#controller ? 'connection-lost' : 'no-connection'
    this.#stop(kind, error.message || error.name, { cause: error })
  }

  get #limit(): number {
    return this.#status >= 400 ? EXPLANATION_BYTES : this.#limits.maxAnswerBytes
  }

  #tooLarge(): void {
    this.#stop('too-large', `the answer is longer than ${this.#limit} bytes`)
  }

  #stop(kind: TransportFault['kind'], message: string, options?: ErrorOptions): void {
    if (!this.#settle()) return
    // An error's status decides; only words are lost when its body stays incomplete.
    if (this.#status >= 400) this.#resolve(this.#answer())
    else this.#reject(new TransportFault(kind, this.#controller !== undefined, message, options))
    this.#controller?.abort(new Error(message))
  }

  #answer(): Answer {
    return { status: this.#status, headers: this.#headers, body: this.#body.bytes() }
  }

  #settle(): boolean {
    if (!this.open) return false
    this.open = false
    clearTimeout(this.#deadline)
    this.#forget()
    return true
  }
}
