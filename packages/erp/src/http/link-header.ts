/** The target of a Link header's rel="next" (RFC 8288); undefined when it has none. */
export function nextLinkOf(header: string | string[] | undefined): string | undefined {
  const links = [header ?? []].flat().join(',')
  for (const [, target = '', parameters = ''] of links.matchAll(
    /<([^>]*)>((?:\s*;\s*[^;,="\s]+\s*(?:=\s*(?:"[^"]*"|[^",;\s]*))?)*)/g,
  )) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]+))/i.exec(parameters)
    const names = (relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/)
    if (names.includes('next')) return target
  }
  return undefined
}
