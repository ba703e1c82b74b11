import { table } from './table.ts'

/** What of a JSON Schema this document shows. */
interface Schema {
  readonly title?: string
  readonly description?: string
  readonly type?: string
  readonly default?: unknown
  readonly const?: string
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly additionalProperties?: boolean | Schema
}

/** One section for each kind of ERP in the connections file's JSON Schema, as Markdown. Pure. */
export function connectionSections(fileSchema: Schema): string[] {
  const kinds = fileSchema.properties?.['connections']?.items?.oneOf ?? []
  return kinds.map((kind) => {
    const rows = rowsOf(kind, '')
    return [
      `### Kind \`${kind.title ?? ''}\`\n`,
      `${kind.description ?? ''}\n`,
      table(['field', 'default', 'value', 'meaning'], rows),
    ].join('\n')
  })
}

function rowsOf({ properties = {}, required = [] }: Schema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = prefix + name
    if (field.properties) return rowsOf(field, `${path}.`)
    const own = [`\`${path}\``, initialOf(field, required.includes(name)), expected(field), meaningOf(field)]
    return [own].concat(alternativesOf(field, path))
  })
}

/** The rows of what a field may hold instead of a plain value: the fields of its entries, or of each of its forms. */
function alternativesOf(field: Schema, path: string): string[][] {
  const { oneOf = [], anyOf = [], items, additionalProperties } = field
  if (typeof additionalProperties === 'object') return rowsOf(additionalProperties, `${path}.<name>.`)
  if (items) return rowsOf(items, `${path}[].`)
  const rows = new Map<string, string[]>()
  for (const row of [...oneOf, ...anyOf].flatMap((form) => rowsOf(form, `${path}.`))) {
    // What says which form it is differs from form to form; any other field is told once.
    const [name = '', , value = ''] = row
    rows.set(oneOf.length > 0 ? name + value : name, row)
  }
  // The forms of an order's field, {from, missing, codes, otherwise}, are those of all of them: told in words.
  return path.startsWith('order.') ? [] : [...rows.values()]
}

function initialOf(field: Schema, required: boolean): string {
  if (field.default !== undefined) return `\`${JSON.stringify(field.default)}\``
  return required ? '**required**' : ''
}

function meaningOf({ description, const: constant }: Schema): string {
  return description ?? (constant === undefined ? '' : 'The kind of ERP.')
}

function expected(field: Schema): string {
  const { type, const: constant, enum: choices, anyOf, minimum, exclusiveMinimum, maximum } = field
  if (constant !== undefined) return `\`${constant}\``
  if (choices) return choices.map((choice) => `\`${String(choice)}\``).join(', ')
  if (anyOf) return [...new Set(anyOf.map(expected))].join('; ')
  if (type === 'boolean') return 'true or false'
  if (type === 'object' || field.oneOf) return 'fields, see below'
  if (type === 'array') return 'a list'
  if (type === 'number') return 'a number'
  if (type !== 'integer') return 'text'
  const least = minimum ?? (exclusiveMinimum ?? -1) + 1
  const limited = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  return limited ? `a whole number from ${least} to ${maximum}` : `a whole number of at least ${least}`
}
