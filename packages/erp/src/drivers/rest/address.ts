import { compileTemplate, type Template } from './template.ts'

/** Where a request goes: path and query, made of what is known when it is sent. */
export interface Address {
  /** @returns undefined when an expression in the path has no value */
  of(input: unknown): Promise<string | undefined>
}

export function compileAddress(path: string, query: Readonly<Record<string, string>> = {}): Address {
  const pathTemplate = compileTemplate(path)
  const parameters = Object.entries(query).map(([name, value]): [string, Template] => [
    name,
    compileTemplate(value),
  ])
  return {
    async of(input) {
      const filled = await pathTemplate.fill(input, escaped)
      if (filled === undefined) return undefined
      const pairs: string[] = []
      for (const [name, value] of parameters) {
        const text = await value.fill(input)
        if (text !== undefined) pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
      }
      if (pairs.length === 0) return filled
      return `${filled}${filled.includes('?') ? '&' : '?'}${pairs.join('&')}`
    },
  }
}

/** Header fields made of what is known when a request is sent; one whose expression has no value is left out. */
export function compileHeaders(
  headers: Readonly<Record<string, string>> = {},
): (input: unknown) => Promise<Record<string, string>> {
  const templates = Object.entries(headers).map(([name, value]): [string, Template] => [
    name.toLowerCase(),
    compileTemplate(value),
  ])
  return async (input) => {
    const filled: Record<string, string> = {}
    for (const [name, template] of templates) {
      const value = await template.fill(input)
      if (value !== undefined) filled[name] = value
    }
    return filled
  }
}

// eslint-disable-next-line no-control-regex
const NEVER_IN_A_NUMBER = /['"\u0000-\u001f\u007f]/

/**
 * Whether a number could be an order's. Numbers come from partners: one with a quote could end a text in an OData
 * path or filter, and "..", which no escaping hides, names another path.
 */
export function isUsableNumber(number: string): boolean {
  return (
    number !== '' &&
    number !== '.' &&
    number !== '..' &&
    number.isWellFormed() &&
    !NEVER_IN_A_NUMBER.test(number)
  )
}

const escaped = (value: string) => encodeURIComponent(value).replaceAll("'", '%27')
