import type { Incompatibility } from './incompatibilities.ts'
import type { FieldNode, LogicalType, SchemaNode } from './schema-tree.ts'

const TYPE_NAME = /^(?:[a-z][a-z0-9_]*\.)+[A-Z][A-Za-z0-9]*$/
const FIELD_NAME = /^[a-z][A-Za-z0-9]*$/
const SYMBOL = /^[A-Z0-9][A-Z0-9_]*$/

/** Names that are not written as all others are, and records and fields without a `doc`. Pure. */
export function styleFaults(schema: SchemaNode): Incompatibility[] {
  return faultsOf(schema, '', new Set())
}

function faultsOf(node: SchemaNode, place: string, seen: Set<SchemaNode>): Incompatibility[] {
  if (seen.has(node)) return []
  seen.add(node)
  const fault = (rule: 'wrong-name' | 'undocumented', found: string) => ({ place, rule, found })
  const named =
    'name' in node && !TYPE_NAME.test(node.name)
      ? [fault('wrong-name', `"${node.name}" is no namespace and PascalCase name`)]
      : []
  switch (node.kind) {
    case 'record':
      return [
        ...named,
        ...(isEmpty(node.doc) ? [fault('undocumented', `${node.name} has no doc`)] : []),
        ...node.fields.flatMap((field) => fieldFaults(field, place, seen)),
      ]
    case 'enum':
      return [
        ...named,
        ...(isEmpty(node.doc) ? [fault('undocumented', `${node.name} has no doc`)] : []),
        ...wrongSymbols(node.symbols).map((found) => fault('wrong-name', found)),
      ]
    case 'union':
      return node.branches.flatMap((branch) => faultsOf(branch, place, seen))
    case 'array':
      return faultsOf(node.items, `${place}[]`, seen)
    case 'map':
      return faultsOf(node.values, `${place}{}`, seen)
    case 'fixed':
      return named
    default:
      return codesOf(node.logical).map((found) => fault('wrong-name', found))
  }
}

function fieldFaults(
  { name, doc, type }: FieldNode,
  place: string,
  seen: Set<SchemaNode>,
): Incompatibility[] {
  const at = place === '' ? name : `${place}.${name}`
  return [
    ...(FIELD_NAME.test(name)
      ? []
      : [{ place: at, rule: 'wrong-name' as const, found: `"${name}" is not camelCase` }]),
    ...(isEmpty(doc) ? [{ place: at, rule: 'undocumented' as const, found: 'has no doc' }] : []),
    ...faultsOf(type, at, seen),
  ]
}

function codesOf(logical: LogicalType | undefined): string[] {
  return wrongSymbols(logical?.codes ?? [])
}

function wrongSymbols(symbols: readonly string[]): string[] {
  return symbols
    .filter((symbol) => !SYMBOL.test(symbol))
    .map((symbol) => `the code "${symbol}" is not UPPER_CASE`)
}

function isEmpty(doc: string | undefined): boolean {
  return doc === undefined || doc.trim() === ''
}
