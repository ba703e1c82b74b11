// A number of 28 digits with its sign and point; what is longer is nothing that comes again, and would fill memory.
const MAX_TEXT = 40

/**
 * A conversion of text that remembers its last results: the orders of an ERP hold the same amounts and days again and
 * again, and each is converted when its contract is checked and again when it is written. What is undefined is not
 * remembered. Results are shared: nobody may change them.
 * @param most results kept; then all are forgotten, which costs less than to know which are the oldest
 */
export function remembering<T>(
  convert: (text: string) => T | undefined,
  most = 20_000,
): (text: string) => T | undefined {
  const known = new Map<string, T>()
  return (text) => {
    const remembered = known.get(text)
    if (remembered !== undefined) return remembered
    const converted = convert(text)
    if (converted !== undefined && text.length <= MAX_TEXT) {
      if (known.size >= most) known.clear()
      known.set(text, converted)
    }
    return converted
  }
}
