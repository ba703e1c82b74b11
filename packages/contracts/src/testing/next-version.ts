import type { Contract } from '../contract.ts'
import { compile } from '../logical-types.ts'

/**
 * A contract as its next version would be, with one field more. It stands first, so that the bytes of either version
 * make no sense when they are read as the other.
 */
export function nextVersion<T, Added extends object>(
  contract: Contract<T>,
  field: { name: keyof Added & string; type: unknown; default: unknown; doc: string },
): Contract<T & Added> {
  const written = JSON.parse(contract.schema) as { fields: object[] }
  written.fields.unshift(field)
  const { name, rules } = contract
  return { name, rules, schema: JSON.stringify(written), type: compile(written) }
}
