import jsonata from 'jsonata'
import { exactFunctions } from './exact-functions.ts'

/** What an expression of the configuration gives for a document; undefined where there is nothing. */
export type Expression = ((input: unknown, bindings?: Bindings) => unknown) & { readonly source: string }

/** Variables by name, without the $. */
export type Bindings = Readonly<Record<string, unknown>>

/** Against expressions that never end: an expression is a person's work, and a fault in it must not stop the process. */
const GUARD = { timeout: 2000, stack: 500 }
const NAME = /[A-Za-z_][A-Za-z0-9_]*|`[^`]+`/
const PATH = new RegExp(`^(?:${NAME.source})(?:\\.(?:${NAME.source}))*$`)
const WORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

/**
 * An expression in JSONata. Numbers of a document are exact text unless they are whole (exact-json.ts), which JSONata's
 * own operators refuse: `$plus`, `$minus`, `$times`, `$over` and `$total` calculate exactly.
 * @returns a value, or a promise of one that rejects with JSONata's error
 * @throws {SyntaxError} when the text is none
 */
export function compile(source: string): Expression {
  const slow = interpreted(source)
  const run = plainRun(source.trim(), slow) ?? slow
  return Object.assign(run, { source: source.trim() })
}

/** How a plain path of names is read, or `$`, the document itself; undefined for any other expression. */
function plainRun(
  source: string,
  slow: (input: unknown) => unknown,
): ((input: unknown, bindings?: Bindings) => unknown) | undefined {
  if (source === '$') return (input) => input
  if (!PATH.test(source)) return undefined
  const names = [...source.matchAll(new RegExp(NAME, 'g'))].map(([name]) => name)
  if (names.some((name) => WORDS.has(name))) return undefined
  const bare = names.map((name) => name.replaceAll('`', ''))
  // Most are plain names, and read 50 times as fast without an interpreter; where an array lies on the way, JSONata's
  // own rules hold.
  return (input) => alongNames(input, bare, slow)
}

/** Why a text is no expression; undefined when it is one. */
export function faultOf(source: string): string | undefined {
  try {
    interpreted(source)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function interpreted(source: string): (input: unknown, bindings?: Bindings) => Promise<unknown> {
  let expression: jsonata.Expression
  try {
    expression = jsonata(source, GUARD)
  } catch (error) {
    throw new SyntaxError(explained(error), { cause: error })
  }
  for (const [name, run] of Object.entries(exactFunctions)) expression.registerFunction(name, run)
  return async (input, bindings) => {
    try {
      return (await expression.evaluate(input, bindings)) as unknown
    } catch (error) {
      throw new Error(explained(error), { cause: error })
    }
  }
}

function explained(error: unknown): string {
  const { code, message, position } = error as Partial<jsonata.JsonataError>
  // D3137, D3141: $error and $assert, in the words of who wrote the expression.
  const isSaid = code === 'D3137' || code === 'D3141'
  const where = position === undefined || isSaid ? '' : ` (at character ${position})`
  // T2001, T2002, T2009, T2010: an operator that met a text where it wanted a number.
  const hint = /^T20(?:01|02|09|10)$/.test(code ?? '')
    ? '; decimals are exact text: calculate with $plus, $minus, $times, $over, $total, compare with $compare'
    : ''
  return `${message ?? String(error)}${where}${hint}`
}

function alongNames(input: unknown, names: readonly string[], slow: (input: unknown) => unknown): unknown {
  let value = input
  for (const name of names) {
    if (Array.isArray(value)) return slow(input)
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  // An array as it is: JSONata would give a single element for itself, and nothing for none.
  return value
}
