const FIRST_BYTES = 16 * 1024
/** Of what an answer says of its own length so much is believed before it has come. */
const MOST_EXPECTED = 4 * 1024 * 1024
const NOTHING = Buffer.alloc(0)

/** Memory in which nothing else lies. */
const own = new WeakSet<ArrayBufferLike>()

/**
 * Bytes as they come in, in one buffer. The first chunk, which is the whole of most answers, is kept as it is, and
 * must not be changed; what follows is copied: an answer in chunks of one byte would take a hundred times its size.
 */
export class GrowingBuffer {
  #bytes: Buffer = NOTHING
  #length = 0
  #expected = FIRST_BYTES

  get length(): number {
    return this.#length
  }

  /** So many bytes will come, it is said. */
  expect(bytes: number): void {
    if (bytes > this.#expected) this.#expected = Math.min(bytes, MOST_EXPECTED)
  }

  append(chunk: Buffer): void {
    if (this.#length === 0) {
      this.#bytes = chunk
      this.#length = chunk.length
      return
    }
    const length = this.#length + chunk.length
    if (length > this.#bytes.length) this.#grow(length)
    chunk.copy(this.#bytes, this.#length)
    this.#length = length
  }

  /** What has come so far; valid until more is appended. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length, this.#expected))
    own.add(grown.buffer)
    this.#bytes.copy(grown, 0, 0, this.#length)
    release(this.#bytes)
    this.#bytes = grown
  }
}

/**
 * Gives back at once what a growing buffer took for these bytes, which nobody may use any more. V8 would keep what
 * lived for some milliseconds until it clears all old objects: of many pages a hundred MB.
 */
export function release({ buffer }: Buffer): void {
  if (own.delete(buffer)) (buffer as ArrayBuffer).transfer(0)
}
