import { compile, type Expression, faultOf } from './expression.ts'

const PLACE = /\{([^{}]*)\}/g

/** A text with expressions in braces, such as `/orders/{number}`. */
export interface Template {
  /**
   * The text with every value in its place; undefined when one of them is missing.
   * @param escape what each value goes through
   */
  fill(input: unknown, escape?: (value: string) => string): Promise<string | undefined>
}

export function compileTemplate(source: string): Template {
  const texts = source.split(PLACE)
  // Split by a pattern with a group gives texts and groups in turn.
  const parts: (string | Expression)[] = texts.map((part, index) => (index % 2 === 1 ? compile(part) : part))
  return {
    async fill(input, escape = (value) => value) {
      let filled = ''
      for (const part of parts) {
        if (typeof part === 'string') {
          filled += part
          continue
        }
        const value = await part(input)
        if (value === undefined || value === null) return undefined
        filled += escape(typeof value === 'string' ? value : JSON.stringify(value))
      }
      return filled
    },
  }
}

/** Why a text is no template; undefined when it is one. */
export function templateFaultOf(source: string): string | undefined {
  for (const [, expression = ''] of source.matchAll(PLACE)) {
    const fault = faultOf(expression)
    if (fault !== undefined) return `{${expression}}: ${fault}`
  }
  return undefined
}

/** The expressions in a template. */
export function placesOf(source: string): string[] {
  return [...source.matchAll(PLACE)].map(([, expression = '']) => expression)
}
