import { readFileSync, writeFileSync } from 'node:fs'

const document = new URL('../../../docs/scaling.md', import.meta.url)
const BEGIN = '<!-- figures: written by `pnpm scale-out --publish` -->'
const END = '<!-- end of figures -->'

/** Replaces the figures in docs/scaling.md. */
export function publish(figures: string): void {
  writeFileSync(document, withFigures(readFileSync(document, 'utf8'), figures))
}

/** @throws {Error} when the document has no place for figures */
export function withFigures(text: string, figures: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`docs/scaling.md has no "${BEGIN}" before "${END}"`)
  return `${text.slice(0, begin + BEGIN.length)}\n\n${figures}\n\n${text.slice(end)}`
}
