import { createHash } from 'node:crypto'
import { namedIds } from '@channel-adapter/contracts'
import { problem, ProblemError } from '@channel-adapter/process'
import { LRUCache } from 'lru-cache'

export interface IdempotencyLimits {
  /** How many keys are remembered. */
  readonly maxKeys: number
  /** For how long, in milliseconds. */
  readonly maxAgeMs: number
}

interface Seen {
  /** Hash of what was sent: the body itself may be large, or secret. */
  readonly fingerprint: string
  readonly done: Promise<void>
}

const MAX_LENGTH = 255
const KEY = /^[\x20-\x7e]+$/
/** Every instance derives the same: the namespace never changes. */
const idOf = namedIds('b9ef8c1e-6f04-5c43-9a1b-0c8a3c2d9f57')

/**
 * What an Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header) does: a repetition has the same id on any
 * instance, so it takes effect once downstream; and where this instance has seen the key, it is not published again.
 * State: bounded, lost on restart, which costs no more than publishing again under the same id.
 */
export class Idempotency {
  readonly #seen: LRUCache<string, Seen>

  constructor({ maxKeys, maxAgeMs }: IdempotencyLimits) {
    this.#seen = new LRUCache({ max: maxKeys, ttl: maxAgeMs })
  }

  /**
   * Sends, or joins the sending that is under way or done for the same id. One that failed is forgotten.
   * @param id from {@link derivedId}
   * @throws {ProblemError} 422 when the id was used for something else; what `send` throws
   */
  async once(id: string, sent: readonly string[], send: () => Promise<void>): Promise<void> {
    const fingerprint = fingerprintOf(sent)
    const seen = this.#seen.get(id)
    if (seen) {
      if (seen.fingerprint !== fingerprint) throw reused()
      return seen.done
    }
    const entry: Seen = { fingerprint, done: send() }
    this.#seen.set(id, entry)
    try {
      await entry.done
    } catch (error) {
      if (this.#seen.peek(id) === entry) this.#seen.delete(id)
      throw error
    }
  }
}

function fingerprintOf(parts: readonly string[]): string {
  const hash = createHash('sha256')
  // Their lengths tell where each part ends.
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('base64')
}

/** The id that a caller's key stands for. @throws {ProblemError} 400 when the key cannot be one */
export function derivedId(caller: string, key: string): string {
  if (key.length > MAX_LENGTH || !KEY.test(key)) {
    throw new ProblemError(
      problem(400, {
        type: 'invalid-idempotency-key',
        detail: `Idempotency-Key must have 1 to ${MAX_LENGTH} printable ASCII characters.`,
      }),
    )
  }
  return idOf(`${caller}\n${key}`)
}

function reused(): ProblemError {
  return new ProblemError(
    problem(422, {
      type: 'idempotency-key-reused',
      title: 'Idempotency-Key reused',
      detail: 'This Idempotency-Key was used for another request; a new message needs a new key.',
    }),
  )
}
