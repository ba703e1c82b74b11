const QUOTE = 0x22
const BACKSLASH = 0x5c

export interface CompactJson {
  readonly text: string
  /** How deep arrays and objects are nested; 0 for a bare value. */
  readonly depth: number
}

/**
 * JSON text without its insignificant white space, everything else untouched: numbers stay as they were written.
 * @param text must be valid JSON
 */
export function compactJson(text: string): CompactJson {
  let compact = ''
  let kept = 0
  let depth = 0
  let deepest = 0
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index)
        break
      case 0x20:
      case 0x09:
      case 0x0a:
      case 0x0d:
        if (kept < index) compact += text.slice(kept, index)
        kept = index + 1
        break
      case 0x5b:
      case 0x7b:
        depth++
        if (depth > deepest) deepest = depth
        break
      case 0x5d:
      case 0x7d:
        depth--
        break
      default:
    }
  }
  return { text: kept === 0 ? text : compact + text.slice(kept), depth: deepest }
}

/** The index of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(index - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
