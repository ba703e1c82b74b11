import avro from 'avsc'

interface Writing {
  _write(tap: unknown, value: unknown): void
}

const text = avro.types.StringType.prototype as unknown as Writing
const write = text._write

/**
 * Makes avsc write U+FFFD for half of a surrogate pair, as any encoder of UTF-8 does (WHATWG Encoding). It would write
 * bytes that are no UTF-8: other clients refuse them, and the key of the message, written by others, would be another.
 */
export function wellFormTexts(): void {
  text._write = function writeText(this: Writing, tap, value) {
    write.call(this, tap, typeof value === 'string' ? value.toWellFormed() : value)
  }
}
