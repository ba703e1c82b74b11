const FIRST_BYTES = 16 * 1024

/**
 * Bytes as they come in, copied into one buffer. Kept as chunks, an answer in chunks of one byte would take a hundred
 * times its size.
 */
export class GrowingBuffer {
  #bytes = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  append(chunk: Buffer): void {
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
