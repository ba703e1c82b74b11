import { z } from 'zod'
import { metaOf } from './config-fields.ts'

/** A variable as documents and `adapter doctor` show it. */
export interface VariableDescription {
  readonly name: string
  readonly required: boolean
  /** As it would be written in the environment; undefined when there is none. */
  readonly default: string | undefined
  readonly expected: string
  readonly description: string
  readonly secret: boolean
}

/** The variables of a schema, in its order: what docs/configuration.md is generated from. */
export function describeConfig(schema: z.ZodObject): VariableDescription[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description = '', expected = '', secret = false } = metaOf(field)
    return {
      name,
      required: !z.safeParse(field, undefined).success,
      default: defaultOf(field),
      expected,
      description,
      secret,
    }
  })
}

function defaultOf(field: z.core.$ZodType): string | undefined {
  if (field instanceof z.ZodDefault || field instanceof z.ZodPrefault) {
    const value: unknown = field.def.defaultValue
    if (value instanceof Map) return [...value].map((pair) => pair.join('=')).join(',')
    return Array.isArray(value) ? value.join(',') : String(value)
  }
  if (field instanceof z.ZodOptional || field instanceof z.ZodNullable) return defaultOf(field.def.innerType)
  return undefined
}
