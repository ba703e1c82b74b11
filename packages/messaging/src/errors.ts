import { InvalidMessage, RegistryUnavailable } from '@channel-adapter/contracts'

/** Thrown by a publisher that has too much waiting: nothing was sent; try again later. */
export class PublisherOverloaded extends Error {
  override readonly name = 'PublisherOverloaded'
}

/** Thrown when the broker did not confirm. `unknown`: the messages may be stored or not; `not-sent`: they never left. */
export class PublishFailed extends Error {
  override readonly name = 'PublishFailed'
  readonly outcome: 'unknown' | 'not-sent'

  constructor(outcome: PublishFailed['outcome'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.outcome = outcome
  }
}

/** Thrown by a handler that cannot work now and will be able to: the message is tried again. */
export class Transient extends Error {
  override readonly name = 'Transient'
  /** Milliseconds to wait at least; undefined leaves it to the backoff. */
  readonly retryAfterMs: number | undefined
  /** Whether the trouble is this message's own: others take its place while it waits. Default: it may be everybody's. */
  readonly ownTrouble: boolean

  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number; ownTrouble?: boolean }) {
    super(message, options)
    this.retryAfterMs = options?.retryAfterMs
    this.ownTrouble = options?.ownTrouble ?? false
  }
}

/** Thrown by a handler for a message that must be parked for a person. `code` is stable: docs/failures.md. */
export class Unprocessable extends Error {
  override readonly name = 'Unprocessable'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export type Verdict =
  | { readonly kind: 'retry'; readonly retryAfterMs: number | undefined; readonly ownTrouble?: boolean }
  | { readonly kind: 'invalid'; readonly code: string }
  | { readonly kind: 'dead-letter'; readonly code: string }

/** What becomes of a message whose handler threw. Total: what is not known is a bug of the handler, and a dead letter. */
export function classify(error: unknown): Verdict {
  if (error instanceof Transient) {
    const { retryAfterMs, ownTrouble } = error
    return { kind: 'retry', retryAfterMs, ...(ownTrouble && { ownTrouble }) }
  }
  if (error instanceof RegistryUnavailable) return { kind: 'retry', retryAfterMs: undefined }
  // What a handler could not publish it must publish: the broker is away, or we are too fast.
  if (error instanceof PublishFailed || error instanceof PublisherOverloaded) {
    return { kind: 'retry', retryAfterMs: undefined }
  }
  if (error instanceof InvalidMessage) return { kind: 'invalid', code: error.code }
  if (error instanceof Unprocessable) return { kind: 'dead-letter', code: error.code }
  return { kind: 'dead-letter', code: 'handler-bug' }
}
