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
    return [[`\`${path}\``, initialOf(field, required.includes(name)), expected(field), meaningOf(field)]]
  })
}

function initialOf(field: Schema, required: boolean): string {
  if (field.default !== undefined) return `\`${JSON.stringify(field.default)}\``
  return required ? '**required**' : ''
}

function meaningOf({ description, const: constant }: Schema): string {
  return description ?? (constant === undefined ? '' : 'The kind of ERP.')
}

function expected({ type, const: constant, minimum, exclusiveMinimum, maximum }: Schema): string {
  if (constant !== undefined) return `\`${constant}\``
  if (type !== 'integer') return 'text'
  const least = minimum ?? (exclusiveMinimum ?? -1) + 1
  const limited = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  return limited ? `a whole number from ${least} to ${maximum}` : `a whole number of at least ${least}`
}
