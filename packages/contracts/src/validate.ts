import avro from 'avsc'
import type { Contract, Violation } from './contract.ts'
import { CodeType } from './logical-types.ts'

const MAX_VIOLATIONS = 20

/**
 * Every place where a value breaks its contract, at most 20 of them; an empty list means that it keeps it.
 * Fields that the schema does not declare are violations too: a misspelt optional field must not vanish silently.
 */
export function violationsOf<T>(contract: Contract<T>, value: unknown): Violation[] {
  const violations: Violation[] = []
  contract.type.isValid(value, {
    noUndeclaredFields: true,
    errorHook: (path, found, type) => {
      if (violations.length < MAX_VIOLATIONS) violations.push(...describe(path, found, type))
    },
  })
  return violations.length > 0 ? violations : contract.rules(value as T).slice(0, MAX_VIOLATIONS)
}

function describe(path: string[], found: unknown, type: avro.Type): Violation[] {
  const pointer = path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  if (type instanceof avro.types.RecordType && typeof found === 'object' && found !== null) {
    const declared = new Set(type.fields.map((field) => field.name))
    const undeclared = Object.keys(found).filter((name) => !declared.has(name))
    if (undeclared.length > 0) {
      return undeclared.map((name) => ({
        path: `${pointer}/${name}`,
        message: `is not a field of this contract; its fields are ${[...declared].join(', ')}`,
      }))
    }
  }
  if (found === undefined) return [{ path: pointer, message: `is missing; it must be ${expectation(type)}` }]
  return [{ path: pointer, message: `must be ${expectation(type)}` }]
}

/** What a type takes, in words that a sender understands. */
function expectation(type: avro.Type): string {
  if (type instanceof CodeType) return `one of ${type.codes.map((code) => `"${code}"`).join(', ')}`
  if (type instanceof avro.types.UnwrappedUnionType) {
    return type.types
      .map((branch) => expectation(branch))
      .toReversed()
      .join(' or ')
  }
  switch (type.typeName) {
    case 'logical:decimal':
      return 'a decimal number as text, such as "12.50", of at most 20 digits before and 8 after the point (a JSON number would lose digits)'
    case 'logical:date':
      return 'a day such as "2026-11-24"'
    case 'logical:timestamp-micros':
      return 'a moment such as "2026-11-24T20:00:00.123456Z" (RFC 3339, at most 6 fraction digits)'
    case 'record':
      return 'an object'
    case 'array':
      return 'an array'
    case 'string':
      return 'text'
    case 'int':
      return 'a whole number'
    default:
      return type.typeName
  }
}
