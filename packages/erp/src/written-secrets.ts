const SECRETS = new Set(['password', 'token', 'key', 'clientSecret', 'refreshToken', 'passphrase'])
/** Header fields and parameters that carry one by their name; a text with an expression in braces is none. */
const CARRIES = /authorization|cookie|passw|secret|token|api[-_]?key|credential/i

/**
 * Where a connection has a secret written into the file itself.
 * @param connection as it is written, before variables are put in
 * @returns JSON Pointers
 */
export function writtenSecrets(connection: unknown, at: string): string[] {
  if (!isObject(connection)) return []
  const { kind, password, access, tls, proxy } = connection
  return [
    ...secretsIn(kind === 'tryton' ? { password } : undefined, at),
    ...secretsIn(access, `${at}/access`),
    // tls.key is a file's path.
    ...secretsIn(isObject(tls) ? { passphrase: tls['passphrase'] } : undefined, `${at}/tls`),
    ...secretsIn(proxy, `${at}/proxy`),
    ...carried(connection, at),
  ]
}

/** The secrets of a connection, once variables are put in. */
export function secretValues(part: unknown, within = ''): string[] {
  if (Array.isArray(part)) return part.flatMap((item) => secretValues(item, within))
  if (!isObject(part)) return []
  const carries = ['headers', 'query', 'parameters'].includes(within)
  return Object.entries(part).flatMap(([name, value]) => {
    if (typeof value !== 'string') return secretValues(value, name)
    return SECRETS.has(name) || (carries && CARRIES.test(name)) ? [value] : []
  })
}

/** Whether a variable of this name holds one. */
export function namesSecret(variable: string): boolean {
  return CARRIES.test(variable) || /key$|auth/i.test(variable)
}

/** In headers, queries and form parameters, wherever they stand. */
function carried(part: unknown, at: string): string[] {
  if (Array.isArray(part)) return part.flatMap((item, index) => carried(item, `${at}/${index}`))
  if (!isObject(part)) return []
  return Object.entries(part).flatMap(([name, value]) => {
    const here = `${at}/${name}`
    if (!['headers', 'query', 'parameters'].includes(name) || !isObject(value)) return carried(value, here)
    return Object.entries(value).flatMap(([field, text]) =>
      typeof text === 'string' && CARRIES.test(field) && !text.includes('{') ? [`${here}/${field}`] : [],
    )
  })
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
