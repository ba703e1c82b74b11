/** The ETag of a version. */
export function etagOf(version: number): string {
  return `"${version}"`
}

/** Whether an If-Match header holds for a version: one of the ETags it lists, or `*`. Weak ETags never match (RFC 9110). */
export function matches(ifMatch: string, version: number): boolean {
  const etags = new Set(ifMatch.split(',').map((etag) => etag.trim()))
  return etags.has('*') || etags.has(etagOf(version))
}
