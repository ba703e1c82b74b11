// A number of 28 digits with its sign and point; what is longer is nothing that comes again, and would fill memory.
const MAX_TEXT = 40

/**
 * A conversion of texts or numbers that remembers its last results: the orders of an ERP hold the same amounts and days
 * again and again, and each is converted when its contract is checked and again when it is written. What is undefined is
 * not remembered. Results are shared: nobody may change them.
 * @param most results kept; then all are forgotten, which costs less than to know which are the oldest
 */
export function remembering<Given extends string | number, T>(
  convert: (given: Given) => T,
  most = 20_000,
): (given: Given) => T {
  const known = new Map<Given, T>()
  return (given) => {
    const remembered = known.get(given)
    if (remembered !== undefined) return remembered
    const converted = convert(given)
    if (converted !== undefined && (typeof given === 'number' || given.length <= MAX_TEXT)) {
      if (known.size >= most) known.clear()
      known.set(given, converted)
    }
    return converted
  }
}
