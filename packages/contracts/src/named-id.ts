import { hash } from 'node:crypto'

const NAMESPACE_BYTES = 16

/**
 * Ids that follow from what they are about: the same name has the same id, in every process and for ever (RFC 9562,
 * UUID version 5). The package uuid gives the same in five times the time, and each order and outcome needs one.
 * @param namespace any constant UUID; it must never change
 * @throws {TypeError} when it is none
 */
export function namedIds(namespace: string): (name: string) => string {
  const prefix = Buffer.from(namespace.replaceAll('-', ''), 'hex')
  if (prefix.length !== NAMESPACE_BYTES) throw new TypeError(`"${namespace}" is no UUID`)
  return (name) => {
    const bytes = Buffer.allocUnsafe(NAMESPACE_BYTES + Buffer.byteLength(name))
    prefix.copy(bytes)
    bytes.write(name, NAMESPACE_BYTES)
    const digest = hash('sha1', bytes, 'hex')
    // Four bits tell the version, two the variant; they replace those of the hash.
    const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
    return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  }
}
