/**
 * What a terminal obeys, or a program that splits text takes for the end of a line: control characters but line feed
 * and tab, line and paragraph separators, and marks that turn the direction of writing (Unicode's Bidi_Control).
 */
// eslint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** The same text for a log or a terminal: what would steer it is escaped, as JSON does. JSON stays the same JSON. */
export function legible(text: string): string {
  return text.replaceAll(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
