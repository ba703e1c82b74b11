interface Field {
  name: string
  doc?: string
  type: unknown
}
interface Complex {
  type: string
  name?: string
  doc?: string
  fields?: Field[]
  items?: unknown
  logicalType?: string
  codes?: string[]
}

/** TypeScript types of an Avro schema: one interface per record, the outermost last. */
export function typescriptOf(schema: unknown, origin: string): string {
  const interfaces: string[] = []
  const imports = new Set<string>()
  typeOf(schema, interfaces, imports)
  const used = (names: string[], file: string) => {
    const found = names.filter((name) => imports.has(name))
    return found.length > 0 ? [`import type { ${found.join(', ')} } from '../${file}.ts'\n`] : []
  }
  return [
    `// Generated from ${origin} by \`pnpm contracts:generate\`: change the schema, not this file.\n`,
    ...used(['Decimal'], 'decimal'),
    ...used(['DateOnly', 'Instant'], 'instant'),
    ...interfaces,
  ].join('\n')
}

function typeOf(schema: unknown, interfaces: string[], imports: Set<string>): string {
  if (Array.isArray(schema)) {
    return schema
      .map((branch) => typeOf(branch, interfaces, imports))
      .toReversed()
      .join(' | ')
  }
  if (typeof schema === 'string') return primitive(schema)
  const complex = schema as Complex
  switch (complex.logicalType) {
    case 'decimal':
      return imported('Decimal', imports)
    case 'date':
      return imported('DateOnly', imports)
    case 'timestamp-micros':
      return imported('Instant', imports)
    case 'code':
      return (complex.codes ?? []).map((code) => `'${code}'`).join(' | ')
    case undefined:
  }
  if (complex.type === 'array') return `${parenthesised(typeOf(complex.items, interfaces, imports))}[]`
  if (complex.type === 'record') return record(complex, interfaces, imports)
  return primitive(complex.type)
}

function record(schema: Complex, interfaces: string[], imports: Set<string>): string {
  const fields = (schema.fields ?? []).flatMap((field) => [
    `  /** ${field.doc ?? ''} */`,
    `  ${field.name}: ${typeOf(field.type, interfaces, imports)}`,
  ])
  const name = schema.name ?? 'Anonymous'
  interfaces.push([`/** ${schema.doc ?? ''} */`, `export interface ${name} {`, ...fields, '}', ''].join('\n'))
  return name
}

function imported(name: string, imports: Set<string>): string {
  imports.add(name)
  return name
}

function parenthesised(type: string): string {
  return type.includes(' | ') ? `(${type})` : type
}

function primitive(type: string): string {
  const known: Record<string, string> = {
    string: 'string',
    int: 'number',
    long: 'number',
    float: 'number',
    double: 'number',
    boolean: 'boolean',
    bytes: 'Buffer',
    null: 'null',
  }
  const found = known[type]
  if (found === undefined) throw new TypeError(`no TypeScript type is known for Avro's "${type}"`)
  return found
}
