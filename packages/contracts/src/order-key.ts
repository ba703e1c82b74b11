/** Key of an order everywhere: message key, header, log field. `source` holds no colon, `number` may. */
export function orderKey(order: { readonly source: string; readonly number: string }): string {
  return `${order.source}:${order.number}`
}

/** The source and number of a key; undefined when it is none. */
export function parseOrderKey(key: string): { source: string; number: string } | undefined {
  const colon = key.indexOf(':')
  if (colon < 1 || colon === key.length - 1) return undefined
  return { source: key.slice(0, colon), number: key.slice(colon + 1) }
}
