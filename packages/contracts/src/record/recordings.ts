import { existsSync, readFileSync } from 'node:fs'

/** Messages as they were written with one version of a contract. Never changed once it is there. */
export interface Recording {
  /** Of the schema that wrote them, as `fingerprintOf` gives it. */
  readonly fingerprint: string
  readonly messages: readonly {
    readonly value: unknown
    /** The Avro bytes in hexadecimal, without the header of the wire format: schema ids are each registry's own. */
    readonly bytes: string
  }[]
}

const folder = new URL('../../recordings/', import.meta.url)

export function recordingFile(schemaFolder: string, version: number): URL {
  return new URL(`${schemaFolder}/${version}.json`, folder)
}

/** What was recorded of a version; undefined when nothing was. */
export function recordingOf(schemaFolder: string, version: number): Recording | undefined {
  const file = recordingFile(schemaFolder, version)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recording) : undefined
}
