const SECRETS = new Set(['password', 'token', 'key', 'clientSecret', 'refreshToken', 'passphrase'])

/**
 * Where a connection has a secret written into the file itself.
 * @param connection as it is written, before variables are put in
 * @returns JSON Pointers
 */
export function writtenSecrets(connection: unknown, at: string): string[] {
  if (!isObject(connection)) return []
  const { access, tls, proxy } = connection
  return [
    ...secretsIn(access, `${at}/access`),
    // tls.key is a file's path.
    ...secretsIn(isObject(tls) ? { passphrase: tls['passphrase'] } : undefined, `${at}/tls`),
    ...secretsIn(proxy, `${at}/proxy`),
  ]
}

function secretsIn(part: unknown, at: string): string[] {
  if (!isObject(part)) return []
  return Object.entries(part).flatMap(([name, value]) => {
    if (typeof value === 'string') return SECRETS.has(name) && !value.includes('${') ? [`${at}/${name}`] : []
    return secretsIn(value, `${at}/${name}`)
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
