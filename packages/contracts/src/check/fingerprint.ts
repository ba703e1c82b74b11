import { createHash } from 'node:crypto'

/** Changes with anything that the registry would see in a schema: its content as JSON, whatever the white space. */
export function fingerprintOf(schema: string): string {
  return createHash('sha256')
    .update(JSON.stringify(JSON.parse(schema)))
    .digest('hex')
}
