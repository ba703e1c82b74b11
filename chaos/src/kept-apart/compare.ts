/** The ids of what a topic holds under each key, in order. */
export type Contents = ReadonlyMap<string, readonly string[]>

export interface Difference {
  /** Ids that the other topic lacks. */
  readonly lost: number
  /** Ids that it has more than once. */
  readonly twice: number
  /** Ids that it has and should not. */
  readonly strange: number
  /** Keys of which it has the right ids in another order. */
  readonly outOfOrder: number
}

/** Compares what should have been passed on with what was. Pure. */
export function compare(should: Contents, was: Contents): Difference {
  let [lost, twice, strange, outOfOrder] = [0, 0, 0, 0]
  for (const key of new Set([...should.keys(), ...was.keys()])) {
    const wanted = [...new Set(should.get(key))]
    const found = was.get(key) ?? []
    const distinct = [...new Set(found)]
    const missing = wanted.filter((id) => !distinct.includes(id)).length
    const unwanted = distinct.filter((id) => !wanted.includes(id)).length
    lost += missing
    strange += unwanted
    twice += found.length - distinct.length
    if (missing + unwanted === 0 && wanted.some((id, index) => distinct[index] !== id)) outOfOrder++
  }
  return { lost, twice, strange, outOfOrder }
}

export function isNothing({ lost, twice, strange, outOfOrder }: Difference): boolean {
  return lost + twice + strange + outOfOrder === 0
}
