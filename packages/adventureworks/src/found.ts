/** The entry of that key. @throws {Error} when there is none: the dataset would contradict itself */
export function found<Key, Value>(entries: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = entries.get(key)
  if (value === undefined) throw new Error(`the dataset names ${String(key)}, and does not hold it`)
  return value
}
