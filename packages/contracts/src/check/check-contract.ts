import type { SchemaVersion } from '../contract.ts'
import { compile } from '../logical-types.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type Incompatibility, incompatibilities } from './incompatibilities.ts'
import { type ReliedFields, unmetReliance } from './reliance.ts'
import { hindersOlderReadersOnly, type Rule } from './rules.ts'
import { type SchemaNode, schemaTree } from './schema-tree.ts'
import { styleFaults } from './style-faults.ts'

/** Something that must not be so, with where it is. */
export interface Finding extends Incompatibility {
  /** What is looked at: a version of a contract, a subject of the registry. */
  readonly about: string
}

export interface CheckedContract {
  readonly name: string
  /** Oldest first. */
  readonly versions: readonly SchemaVersion[]
  /** The fingerprint of each version whose messages are recorded, by its number. */
  readonly recorded: ReadonlyMap<number, string>
  /** What each consumer relies on, by its name. */
  readonly consumers: ReadonlyMap<string, ReliedFields>
}

/** Everything that can be said of a contract without asking anybody: each version by itself, against every earlier one, and for its consumers. Pure. */
export function checkContract({ name, versions, recorded, consumers }: CheckedContract): Finding[] {
  const broken = versions.flatMap((version) => notValid(name, version))
  if (broken.length > 0) return broken
  const parsed = versions.map(({ number, text }) => ({ number, text, tree: schemaTree(JSON.parse(text)) }))
  return [
    ...parsed.flatMap((version, index) => [
      numbering(name, version.number, index),
      recording(name, version, recorded.get(version.number)),
      named(`${name}, version ${version.number}`, styleFaults(version.tree)),
      parsed.slice(0, index).flatMap((older) => againstEarlier(name, version, older, parsed[index - 1])),
    ]),
    ...parsed
      .slice(-1)
      .flatMap(({ number, tree }) =>
        [...consumers].map(([consumer, fields]) =>
          named(`${name}, version ${number}, for ${consumer}`, unmetReliance(fields, tree)),
        ),
      ),
  ].flat()
}

interface Parsed extends SchemaVersion {
  readonly tree: SchemaNode
}

function againstEarlier(
  name: string,
  version: Parsed,
  older: Parsed,
  previous: Parsed | undefined,
): Finding[] {
  const faults = against(version, older).filter(
    ({ rule }) => older === previous || !hindersOlderReadersOnly(rule),
  )
  return named(`${name}, version ${version.number} against version ${older.number}`, faults)
}

/** Our own words first; what they have none for, the library that reads our messages says. */
function against(newer: Parsed, older: Parsed): Incompatibility[] {
  const faults = incompatibilities(newer.tree, older.tree)
  if (faults.length > 0) return faults
  try {
    compile(JSON.parse(newer.text)).createResolver(compile(JSON.parse(older.text)))
    return []
  } catch (error) {
    return [{ place: '', rule: 'not-resolvable', found: messageOf(error) }]
  }
}

function notValid(name: string, { number, text }: SchemaVersion): Finding[] {
  try {
    compile(JSON.parse(text))
    return []
  } catch (error) {
    return [fault(name, number, 'not-valid-avro', messageOf(error))]
  }
}

function numbering(name: string, number: number, index: number): Finding[] {
  return number === index + 1
    ? []
    : [fault(name, number, 'version-missing', `version ${index + 1} is not there`)]
}

function recording(name: string, { number, text }: SchemaVersion, recorded: string | undefined): Finding[] {
  if (recorded === undefined)
    return [fault(name, number, 'not-recorded', 'no messages of this version are recorded')]
  if (recorded === fingerprintOf(text)) return []
  return [fault(name, number, 'version-changed', 'the schema is not the one whose messages are recorded')]
}

function fault(name: string, number: number, rule: Rule, found: string): Finding {
  return { about: `${name}, version ${number}`, place: '', rule, found }
}

function named(about: string, faults: readonly Incompatibility[]): Finding[] {
  return faults.map((each) => ({ about, ...each }))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
