const FIRST_BYTES = 16 * 1024
const NOTHING = Buffer.alloc(0)

/**
 * Bytes as they come in, in one buffer. The first chunk, which is the whole of most answers, is kept as it is, and
 * must not be changed; what follows is copied: an answer in chunks of one byte would take a hundred times its size.
 */
export class GrowingBuffer {
  #bytes: Buffer = NOTHING
  #length = 0

  get length(): number {
    return this.#length
  }

  append(chunk: Buffer): void {
    if (this.#length === 0) {
      this.#bytes = chunk
      this.#length = chunk.length
      return
    }
    const length = this.#length + chunk.length
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length, FIRST_BYTES))
      this.#bytes.copy(grown, 0, 0, this.#length)
      this.#bytes = grown
    }
    chunk.copy(this.#bytes, this.#length)
    this.#length = length
  }

  /** What has come so far; valid until more is appended. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }
}
