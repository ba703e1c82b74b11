import { readFileSync, readdirSync } from 'node:fs'
import type avro from 'avsc'
import { compile } from './logical-types.ts'

const schemasFolder = new URL('../schemas/', import.meta.url)

/** A kind of message: its schema as written, compiled, and the rules that Avro cannot express. */
export interface Contract<T> {
  /** Name of the contract, of its topic (before any prefix) and its CloudEvents type. */
  readonly name: string
  /** The current version's schema, as text: what is registered. */
  readonly schema: string
  readonly type: avro.Type
  /** What Avro cannot say about a value that has the schema's shape. */
  readonly rules: (value: T) => Violation[]
}

/** Where a value breaks its contract and how to mend it. */
export interface Violation {
  /** JSON Pointer (RFC 6901) into the value; empty for the value itself. */
  readonly path: string
  readonly message: string
}

/** One version of a schema, as its file says. */
export interface SchemaVersion {
  readonly number: number
  readonly text: string
}

/** All versions of a schema kept in the repo, oldest first. */
export function schemaVersions(folder: string): SchemaVersion[] {
  return readdirSync(new URL(`${folder}/`, schemasFolder))
    .filter((file) => file.endsWith('.avsc'))
    .map((file) => ({
      number: Number.parseInt(file),
      text: readFileSync(new URL(`${folder}/${file}`, schemasFolder), 'utf8'),
    }))
    .toSorted((a, b) => a.number - b.number)
}

export function defineContract<T>(
  name: string,
  folder: string,
  rules: (value: T) => Violation[] = () => [],
): Contract<T> {
  const schema = schemaVersions(folder).at(-1)?.text
  if (schema === undefined) throw new Error(`no schema in packages/contracts/schemas/${folder}`)
  return { name, schema, type: compile(JSON.parse(schema)), rules }
}
