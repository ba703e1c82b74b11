import { codesFault, logicalTypeFault } from './logical-type-faults.ts'
import { hindersOlderReadersOnly, type Rule } from './rules.ts'
import type { EnumNode, FieldNode, RecordNode, SchemaNode } from './schema-tree.ts'
import { inWords } from './type-in-words.ts'

/** What a newer schema does to an older one's messages, or to its readers. */
export interface Incompatibility {
  /** Steps from the outermost record, such as `response.lines[].quantity`; empty for that record itself. */
  readonly place: string
  readonly rule: Rule
  /** What was found there. */
  readonly found: string
}

/** Avro's promotions: a reader of the key reads what was written as one of these. */
const PROMOTED: Readonly<Record<string, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  string: ['bytes'],
  bytes: ['string'],
}

/**
 * Why a reader with the newer schema cannot read what the older one wrote. Pure.
 *
 * Avro's schema resolution, with names compared in full as our codec does, and beyond it what Avro leaves to logical
 * types: a decimal's scale, and the codes of a list. With it come the rules that concern older readers only, see
 * {@link hindersOlderReadersOnly}.
 */
export function incompatibilities(newer: SchemaNode, older: SchemaNode): Incompatibility[] {
  return compare(newer, older, '', new Set())
}

function compare(newer: SchemaNode, older: SchemaNode, place: string, seen: Set<string>): Incompatibility[] {
  const fault = (rule: Rule, found: string): Incompatibility[] => [{ place, rule, found }]
  if (older.kind === 'union' || newer.kind === 'union') return compareUnions(newer, older, place, seen)
  if (newer.kind !== older.kind) {
    const promoted = PROMOTED[newer.kind]?.includes(older.kind) && sameLogicalType(newer, older)
    return promoted ? [] : fault('type-changed', `${inWords(older)} became ${inWords(newer)}`)
  }
  if ('name' in newer && 'name' in older && ![newer.name, ...newer.aliases].includes(older.name))
    return fault('name-changed', `${older.name} became ${newer.name}`)
  switch (newer.kind) {
    case 'record':
      return compareRecords(newer, older as RecordNode, place, seen)
    case 'enum':
      return enumFaults(newer, older as EnumNode, fault)
    case 'array':
      return compare(newer.items, (older as typeof newer).items, `${place}[]`, seen)
    case 'map':
      return compare(newer.values, (older as typeof newer).values, `${place}{}`, seen)
    case 'fixed': {
      const { size } = older as typeof newer
      if (size !== newer.size) return fault('fixed-size-changed', `${size} bytes became ${newer.size}`)
      break
    }
    default:
  }
  const { logical } = newer
  const { logical: before } = older as typeof newer
  const changed = logicalTypeFault(logical, before) ?? codesFault(logical, before)
  return changed ? fault(changed.rule, changed.found) : []
}

/** Each branch that may have been written must be readable by some branch of the reader. */
function compareUnions(
  newer: SchemaNode,
  older: SchemaNode,
  place: string,
  seen: Set<string>,
): Incompatibility[] {
  const readers = branchesOf(newer)
  return branchesOf(older).flatMap((written) => {
    const attempts = readers.map((reader) => compare(reader, written, place, new Set(seen)))
    const readable = attempts.find((faults) => faults.every(({ rule }) => hindersOlderReadersOnly(rule)))
    if (readable) return readable
    // A branch of the same kind says more precisely what is wrong than "no branch reads it".
    const alike = attempts[readers.findIndex(({ kind }) => kind === written.kind)]
    if (alike) return alike
    const rule = older.kind === 'union' ? 'union-narrowed' : 'type-changed'
    const found = `${inWords(older)} became ${inWords(newer)}, which has no place for ${inWords(written)}`
    return [{ place, rule, found }]
  })
}

function branchesOf(node: SchemaNode): readonly SchemaNode[] {
  return node.kind === 'union' ? node.branches : [node]
}

function compareRecords(
  newer: RecordNode,
  older: RecordNode,
  place: string,
  seen: Set<string>,
): Incompatibility[] {
  const pair = `${newer.name} ${older.name}`
  if (seen.has(pair)) return []
  seen.add(pair)
  const at = (name: string) => (place === '' ? name : `${place}.${name}`)
  const read = new Set<string>()
  const faults = newer.fields.flatMap((field): Incompatibility[] => {
    const written = writtenFields(field, older)
    for (const { name } of written) read.add(name)
    const [source, other] = written
    if (other) {
      const names = written.map(({ name }) => name).join(' and ')
      return [{ place: at(field.name), rule: 'alias-ambiguous', found: `${names} would both become it` }]
    }
    if (source) return compare(field.type, source.type, at(field.name), seen)
    if (field.hasDefault) return []
    return [
      { place: at(field.name), rule: 'field-added-without-default', found: 'is new, without a default' },
    ]
  })
  const removed = older.fields.filter(({ name, hasDefault }) => !hasDefault && !read.has(name))
  return [
    ...faults,
    ...removed.map(({ name }): Incompatibility => ({
      place: at(name),
      rule: 'field-removed',
      found: 'is gone, and had no default',
    })),
  ]
}

/** Which fields of the writer a field is read from: its own name, and its aliases. */
function writtenFields(field: FieldNode, older: RecordNode): FieldNode[] {
  return older.fields.filter(({ name }) => name === field.name || field.aliases.includes(name))
}

function enumFaults(
  newer: EnumNode,
  older: EnumNode,
  fault: (rule: Rule, found: string) => Incompatibility[],
): Incompatibility[] {
  const gone = older.symbols.filter((symbol) => !newer.symbols.includes(symbol))
  const added = newer.symbols.filter((symbol) => !older.symbols.includes(symbol))
  return [
    ...(gone.length > 0 && !newer.hasDefault ? fault('symbol-removed', `${gone.join(', ')} is gone`) : []),
    ...(added.length > 0 && !older.hasDefault ? fault('symbol-added', `${added.join(', ')} is new`) : []),
  ]
}

/** A promotion keeps the number, not what a logical type makes of it. */
function sameLogicalType(newer: SchemaNode, older: SchemaNode): boolean {
  const logical = 'logical' in newer ? newer.logical : undefined
  const before = 'logical' in older ? older.logical : undefined
  return logicalTypeFault(logical, before) === undefined
}
