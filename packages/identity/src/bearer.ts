const BEARER = /^Bearer +([\x21-\x7e]+) *$/i
// Only a token has three parts.
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/

/** What an Authorization header brings (RFC 6750); undefined where it brings nothing of the kind. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return BEARER.exec(authorization ?? '')?.[1]
}

/** Whether it can only be a token (RFC 7519): an API key has no three parts. */
export function isToken(credential: string): boolean {
  return TOKEN.test(credential)
}
