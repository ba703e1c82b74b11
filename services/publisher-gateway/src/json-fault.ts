/** Where a text stops being JSON. Lines and columns count from 1. */
export interface JsonFault {
  readonly line: number
  readonly column: number
  readonly expected: string
}

const SPACE = /[ \t\n\r]*/y
const SCALAR =
  // eslint-disable-next-line no-control-regex -- JSON forbids control characters in strings
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * The first fault of a text that is no JSON (RFC 8259); undefined when it is. V8's own message names no position for
 * short texts. Only for answers to faulty requests: it is many times slower than JSON.parse.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const open: ('[' | '{')[] = []
  let at = 0
  let expecting: 'value' | 'value or end' | 'name' | 'name or end' | 'after' = 'value'

  const fault = (expected: string): JsonFault => {
    const before = text.slice(0, at).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected }
  }
  const skip = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }

  for (;;) {
    skip(SPACE)
    const char = text[at]
    const container = open.at(-1)
    if (expecting === 'after') {
      if (container === undefined) return at === text.length ? undefined : fault('the end of the text')
      const end = container === '[' ? ']' : '}'
      if (char === end) open.pop()
      else if (char === ',') expecting = container === '[' ? 'value' : 'name'
      else return fault(`"," or "${end}"`)
      at++
      continue
    }
    if (expecting === 'name' || expecting === 'name or end') {
      if (char === '}' && expecting === 'name or end') {
        open.pop()
        at++
        expecting = 'after'
        continue
      }
      if (char !== '"' || !skip(SCALAR)) return fault('a name in double quotes')
      skip(SPACE)
      if (text[at] !== ':') return fault('":"')
      at++
      expecting = 'value'
      continue
    }
    if (char === ']' && expecting === 'value or end') {
      open.pop()
      at++
      expecting = 'after'
    } else if (char === '[' || char === '{') {
      open.push(char)
      at++
      expecting = char === '[' ? 'value or end' : 'name or end'
    } else if (skip(SCALAR)) expecting = 'after'
    else return fault('a value')
  }
}
