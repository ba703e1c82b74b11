/** Far beyond any order: what is deeper would overflow the stack of whoever walks through it. */
const MAX_DEPTH = 100
/**
 * A page of 1,000 orders with 30 lines of 30 fields. Two bytes make a value that takes forty or more in memory: an
 * answer of a permitted size could otherwise take all there is.
 */
const MAX_VALUES = 1_000_000

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Why a JSON text is not to be parsed, though it is not too long; undefined when it may be, and of what is no JSON
 * array or object. Pure.
 */
export function shapeFaultOf(bytes: Buffer): string | undefined {
  // As of a single order: found out at once. Each value counted below takes a byte.
  if (bytes.length < MAX_VALUES && opensFew(bytes)) return undefined
  let at = 0
  while (isBlank(bytes[at])) at++
  if (bytes[at] !== OPEN_ARRAY && bytes[at] !== OPEN_OBJECT) return undefined
  const { length } = bytes
  let depth = 0
  let values = 1
  for (; at < length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        // Most strings are short: looking at each byte is several times faster than to call Buffer.indexOf.
        for (at++; at < length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++
        break
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        depth += 1
        values += 1
        if (depth > MAX_DEPTH) return `the answer is nested deeper than ${MAX_DEPTH} levels`
        break
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth -= 1
        break
      case COMMA:
        values += 1
        break
      default:
    }
    if (values > MAX_VALUES) return `the answer holds more than ${MAX_VALUES} values`
  }
  return undefined
}

/** Whether so few arrays and objects begin, in strings or not, that none can be too deep. */
function opensFew(bytes: Buffer): boolean {
  let count = 0
  for (const opens of [OPEN_OBJECT, OPEN_ARRAY]) {
    for (let at = bytes.indexOf(opens); at !== -1; at = bytes.indexOf(opens, at + 1))
      if (++count > MAX_DEPTH) return false
  }
  return true
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
