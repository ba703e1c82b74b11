import type { Contract } from '@channel-adapter/contracts'

export type JsonSchema = Readonly<Record<string, unknown>>

interface AvroField {
  readonly name: string
  readonly type: AvroSchema
  readonly doc?: string
  readonly default?: unknown
}

type AvroSchema =
  | string
  | readonly AvroSchema[]
  | {
      readonly type: string
      readonly logicalType?: string
      readonly doc?: string
      readonly codes?: readonly string[]
      readonly symbols?: readonly string[]
      readonly items?: AvroSchema
      readonly name?: string
      readonly fields?: readonly AvroField[]
    }

/** What values of the logical types look like in JSON; see packages/contracts. */
const LOGICAL: Record<string, JsonSchema> = {
  decimal: { type: 'string', pattern: String.raw`^-?\d{1,20}(\.\d{1,8})?$`, examples: ['12.50'] },
  date: { type: 'string', format: 'date' },
  'timestamp-micros': { type: 'string', format: 'date-time' },
  uuid: { type: 'string', format: 'uuid' },
}

const PRIMITIVE: Record<string, JsonSchema> = {
  null: { type: 'null' },
  boolean: { type: 'boolean' },
  int: { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  long: { type: 'integer' },
  float: { type: 'number' },
  double: { type: 'number' },
  string: { type: 'string' },
}

/**
 * A contract as JSON Schema (2020-12), for documents: made of the Avro schema, so that nothing is written twice.
 * @param optional fields that may be missing although Avro has no default for them
 */
export function contractSchema(contract: Contract<never>, optional: readonly string[] = []): JsonSchema {
  const named = new Map<string, JsonSchema>()
  const schema = convert(JSON.parse(contract.schema) as AvroSchema, named)
  const required = (schema['required'] as string[]).filter((name) => !optional.includes(name))
  return { ...schema, required }
}

function convert(schema: AvroSchema, named: Map<string, JsonSchema>): JsonSchema {
  if (typeof schema === 'string') return PRIMITIVE[schema] ?? named.get(schema) ?? {}
  if ('logicalType' in schema && schema.logicalType === 'code') return { type: 'string', enum: schema.codes }
  if ('logicalType' in schema && schema.logicalType !== undefined) return LOGICAL[schema.logicalType] ?? {}
  if (!('type' in schema)) return { anyOf: schema.map((branch) => convert(branch, named)) }
  if (schema.type === 'array') return { type: 'array', items: convert(schema.items ?? 'null', named) }
  if (schema.type === 'enum') return { type: 'string', enum: schema.symbols }
  if (schema.type !== 'record') return PRIMITIVE[schema.type] ?? {}

  const fields = schema.fields ?? []
  const record: JsonSchema = {
    type: 'object',
    ...(schema.doc !== undefined && { description: schema.doc }),
    properties: Object.fromEntries(
      fields.map(({ name, type, doc }) => [
        name,
        { ...convert(type, named), ...(doc !== undefined && { description: doc }) },
      ]),
    ),
    required: fields.filter((field) => field.default === undefined).map(({ name }) => name),
    additionalProperties: false,
  }
  if (schema.name !== undefined) named.set(schema.name, record)
  return record
}
