/**
 * A value that notes which of its fields are read, by their place as in a relies-on.json: `response.lines[].code`.
 * @param places what was read is added here
 */
export function watchPlaces<T>(value: T, places: Set<string>): T {
  return watch(value, '', places)
}

function watch<T>(value: T, place: string, places: Set<string>): T {
  if (typeof value !== 'object' || value === null) return value
  return new Proxy(value, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver)
      if (Array.isArray(target)) {
        const isElement = typeof name === 'string' && /^\d+$/.test(name)
        return isElement ? watch(found, `${place}[]`, places) : found
      }
      if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return found
      const at = place === '' ? name : `${place}.${name}`
      places.add(at)
      return watch(found, at, places)
    },
  })
}
