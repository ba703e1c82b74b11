import avro from 'avsc'

/** As much of avsc's union as is needed here: it is no part of its public interface. */
interface Branch {
  readonly typeName: string
  _write(tap: Tap, value: unknown): void
}
interface Union extends Pick<Branch, '_write'> {
  readonly types: readonly Branch[]
}
interface Tap {
  writeLong(value: number): void
}

const union = avro.types.UnwrappedUnionType.prototype as unknown as Union
const write = union._write

/**
 * Makes avsc convert an optional value, of null or one other type, once: it would do so to find the branch, and again
 * to write it. What is neither is refused by the other type.
 */
export function writeOptionalsOnce(): void {
  union._write = function writeOptional(this: Union, tap, value) {
    const { types } = this
    const other = types.length !== 2 ? -1 : types[0]?.typeName === 'null' ? 1 : 0
    const type = types[other]
    if (!type || types[1 - other]?.typeName !== 'null') return write.call(this, tap, value)
    tap.writeLong(value === null ? 1 - other : other)
    if (value !== null) type._write(tap, value)
  }
}
