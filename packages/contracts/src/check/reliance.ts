import type { Incompatibility } from './incompatibilities.ts'
import type { Rule } from './rules.ts'
import type { SchemaNode } from './schema-tree.ts'

/**
 * What a consumer relies on in one contract: its fields, by their place (`response.lines[].code`), with the type that
 * it takes each for. A list of codes names those on which it does something particular.
 */
export type ReliedFields = Readonly<Record<string, ReliedType>>

/** `string`, `int`, `record`, `array`, a logical type such as `decimal`; with `?` where it can do with null. */
export type ReliedType = string | { readonly type: string; readonly codes: readonly string[] }

/** A consumer's relies-on.json: contract name to what it relies on. */
export type Reliance = Readonly<Record<string, ReliedFields>>

interface Found {
  readonly type: SchemaNode
  readonly nullable: boolean
}

/** What a consumer relies on and would not get of messages written with this schema. Pure. */
export function unmetReliance(fields: ReliedFields, schema: SchemaNode): Incompatibility[] {
  return Object.entries(fields).flatMap(([place, relied]): Incompatibility[] => {
    const fault = (rule: Rule, found: string): Incompatibility[] => [{ place, rule, found }]
    const field = find(place, schema)
    if (!field) return fault('consumer-misses-field', 'is not in the schema')
    const { type, codes } = typeof relied === 'string' ? { type: relied, codes: [] } : relied
    const expected = type.replace('?', '')
    const given = wordOf(field.type)
    if (given !== expected) return fault('consumer-gets-other-type', `is ${given} instead of ${expected}`)
    const gone = codes.filter((code) => !codesOf(field.type).includes(code))
    return [
      field.nullable && !type.endsWith('?') ? fault('consumer-gets-null', 'may be null') : [],
      gone.length > 0 ? fault('consumer-misses-code', `${gone.join(', ')} is not in its list`) : [],
    ].flat()
  })
}

function find(place: string, schema: SchemaNode): Found | undefined {
  let found: Found | undefined = { type: schema, nullable: false }
  for (const step of place.split('.')) {
    const name = step.replace('[]', '')
    const holder: SchemaNode | undefined = found?.type.kind === 'array' ? found.type.items : found?.type
    const field = holder?.kind === 'record' ? holder.fields.find((each) => each.name === name) : undefined
    if (!field) return undefined
    found = withoutNull(field.type)
  }
  return found
}

function withoutNull(type: SchemaNode): Found {
  if (type.kind !== 'union') return { type, nullable: false }
  const [only, ...others] = type.branches.filter(({ kind }) => kind !== 'null')
  const nullable = type.branches.some(({ kind }) => kind === 'null')
  // A union of several types is what no consumer of ours takes: it stays as it is and matches no word.
  return only && others.length === 0 ? { type: only, nullable } : { type, nullable }
}

/** The word for a type in relies-on.json. */
function wordOf(type: SchemaNode): string {
  return ('logical' in type ? type.logical?.name : undefined) ?? type.kind
}

function codesOf(type: SchemaNode): readonly string[] {
  if (type.kind === 'enum') return type.symbols
  return ('logical' in type ? type.logical?.codes : undefined) ?? []
}
