/** What one document says otherwise than another. */
export interface Difference {
  /** Where: members, and elements of lists by their name, as `lines[2].quantity`. */
  readonly place: string
  /** Undefined where there was nothing. */
  readonly before: unknown
  readonly after: unknown
}

/** The differences between two documents, in the order of their members. Lines are the same that have the same number. Pure. */
export function differences(before: unknown, after: unknown, place = ''): Difference[] {
  if (Object.is(before, after)) return []
  if (Array.isArray(before) && Array.isArray(after))
    return membersOf(byName(before), byName(after), (name) => `${place}[${name}]`)
  if (isRecord(before) && isRecord(after))
    return membersOf(before, after, (name) => (place === '' ? name : `${place}.${name}`))
  return [{ place, before, after }]
}

function membersOf(before: Members, after: Members, placeOf: (name: string) => string): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => differences(before[name], after[name], placeOf(name)))
}

type Members = Readonly<Record<string, unknown>>

function byName(list: readonly unknown[]): Members {
  return Object.fromEntries(list.map((element, index) => [nameOf(element) ?? index, element]))
}

function nameOf(element: unknown): string | undefined {
  return isRecord(element) && typeof element['line'] === 'string' ? element['line'] : undefined
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
