/** A schema as the checks walk it: names resolved, every type an object, attributes of logical types kept. */
export type SchemaNode = Plain | RecordNode | EnumNode | FixedNode | ArrayNode | MapNode | UnionNode

interface Plain extends WithLogicalType {
  readonly kind: Primitive
}
interface Named {
  /** Namespace included. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly doc: string | undefined
}
export interface RecordNode extends Named {
  readonly kind: 'record'
  readonly fields: readonly FieldNode[]
}
export interface FieldNode {
  readonly name: string
  readonly aliases: readonly string[]
  readonly doc: string | undefined
  readonly type: SchemaNode
  readonly hasDefault: boolean
}
export interface EnumNode extends Named {
  readonly kind: 'enum'
  readonly symbols: readonly string[]
  readonly hasDefault: boolean
}
export interface FixedNode extends Named, WithLogicalType {
  readonly kind: 'fixed'
  readonly size: number
}
interface ArrayNode {
  readonly kind: 'array'
  readonly items: SchemaNode
}
interface MapNode {
  readonly kind: 'map'
  readonly values: SchemaNode
}
export interface UnionNode {
  readonly kind: 'union'
  readonly branches: readonly SchemaNode[]
}
interface WithLogicalType {
  readonly logical: LogicalType | undefined
}
export interface LogicalType {
  readonly name: string
  readonly precision: number | undefined
  readonly scale: number | undefined
  /** Of our own logical type `code`. */
  readonly codes: readonly string[] | undefined
}

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const
export type Primitive = (typeof PRIMITIVES)[number]

interface Written {
  readonly type: string | Written
  readonly name?: string
  readonly namespace?: string
  readonly aliases?: readonly string[]
  readonly doc?: string
  readonly fields?: readonly (Written & { readonly default?: unknown })[]
  readonly symbols?: readonly string[]
  readonly default?: unknown
  readonly size?: number
  readonly items?: unknown
  readonly values?: unknown
  readonly logicalType?: string
  readonly precision?: number
  readonly scale?: number
  readonly codes?: readonly string[]
}

/** @param schema valid Avro, as JSON; whether it is valid is for {@link compile} to say */
export function schemaTree(schema: unknown): SchemaNode {
  return read(schema, '', new Map())
}

function read(schema: unknown, namespace: string, known: Map<string, SchemaNode>): SchemaNode {
  if (Array.isArray(schema))
    return { kind: 'union', branches: schema.map((branch) => read(branch, namespace, known)) }
  if (typeof schema === 'string') return byName(schema, namespace, known)
  const written = schema as Written
  const { type } = written
  switch (type) {
    case 'array':
      return { kind: type, items: read(written.items, namespace, known) }
    case 'map':
      return { kind: type, values: read(written.values, namespace, known) }
    case 'record':
    case 'error':
      return record(written, namespace, known)
    case 'enum':
      return remember(known, {
        kind: type,
        ...named(written, namespace),
        symbols: written.symbols ?? [],
        hasDefault: written.default !== undefined,
      })
    case 'fixed':
      return remember(known, {
        kind: type,
        ...named(written, namespace),
        size: written.size ?? 0,
        logical: logicalType(written),
      })
    default: {
      const node = read(type, namespace, known)
      return isPlain(node) ? { ...node, logical: logicalType(written) ?? node.logical } : node
    }
  }
}

function record(written: Written, namespace: string, known: Map<string, SchemaNode>): RecordNode {
  const names = named(written, namespace)
  const fields: FieldNode[] = []
  // Known before its fields are read: a record may hold itself.
  const node = remember(known, { kind: 'record', ...names, fields })
  const inner = names.name.slice(0, Math.max(0, names.name.lastIndexOf('.')))
  for (const field of written.fields ?? []) {
    fields.push({
      name: field.name ?? '',
      aliases: field.aliases ?? [],
      doc: field.doc,
      type: read(field.type, inner, known),
      hasDefault: field.default !== undefined,
    })
  }
  return node
}

function byName(name: string, namespace: string, known: Map<string, SchemaNode>): SchemaNode {
  const primitive = PRIMITIVES.find((each) => each === name)
  if (primitive) return { kind: primitive, logical: undefined }
  const found = known.get(qualified(name, namespace)) ?? known.get(name)
  if (!found) throw new TypeError(`no type is named ${name}`)
  return found
}

function named({ name = '', namespace: own, aliases = [], doc }: Written, outer: string): Named {
  const full = qualified(name, own ?? outer)
  const namespace = full.slice(0, Math.max(0, full.lastIndexOf('.')))
  return { name: full, aliases: aliases.map((alias) => qualified(alias, namespace)), doc }
}

function qualified(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
}

function remember<T extends RecordNode | EnumNode | FixedNode>(known: Map<string, SchemaNode>, node: T): T {
  known.set(node.name, node)
  return node
}

function isPlain(node: SchemaNode): node is Plain {
  return 'logical' in node
}

function logicalType({ logicalType: name, precision, scale, codes }: Written): LogicalType | undefined {
  return name === undefined ? undefined : { name, precision, scale, codes }
}
