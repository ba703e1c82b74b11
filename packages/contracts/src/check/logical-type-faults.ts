import type { Rule } from './rules.ts'
import type { LogicalType } from './schema-tree.ts'

interface Fault {
  readonly rule: Rule
  readonly found: string
}

/** What changed in the meaning of a type whose bytes stay the same; undefined when nothing did. */
export function logicalTypeFault(
  newer: LogicalType | undefined,
  older: LogicalType | undefined,
): Fault | undefined {
  // A code is a string to everybody else, and to our reader as soon as it is in the list.
  if (isText(newer) && isText(older)) return undefined
  if (newer?.name !== older?.name) {
    const was = older?.name ?? 'a plain value'
    return { rule: 'logical-type-changed', found: `${was} became ${newer?.name ?? 'a plain value'}` }
  }
  const decimal = (type?: LogicalType) => `decimal(${type?.precision ?? '?'}, ${type?.scale ?? 0})`
  if (newer?.name !== 'decimal' || decimal(newer) === decimal(older)) return undefined
  return { rule: 'decimal-changed', found: `${decimal(older)} became ${decimal(newer)}` }
}

/** Codes that were in the list and are not any more; any text may have been written where there was no list. */
export function codesFault(
  newer: LogicalType | undefined,
  older: LogicalType | undefined,
): Fault | undefined {
  if (!newer?.codes) return undefined
  if (!older?.codes)
    return { rule: 'code-removed', found: 'any text was allowed, and is narrowed to a list of codes' }
  const { codes } = newer
  const gone = older.codes.filter((code) => !codes.includes(code))
  return gone.length > 0 ? { rule: 'code-removed', found: `${gone.join(', ')} is gone` } : undefined
}

function isText(type: LogicalType | undefined): boolean {
  return type === undefined || type.name === 'code'
}
