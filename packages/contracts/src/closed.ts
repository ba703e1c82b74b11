import avro from 'avsc'

type Judge = (value: unknown) => boolean

/**
 * Tells whether a value that a type can write holds no field that the type does not declare: writing passes over such
 * fields without a word.
 */
export function closedBy(type: avro.Type): Judge {
  return judgeOf(type, new Map()) ?? (() => true)
}

/** Undefined where there is nothing to be judged. A record within itself finds its own judge among those that are known. */
function judgeOf(type: avro.Type, known: Map<avro.Type, Judge>): Judge | undefined {
  if (type instanceof avro.types.RecordType) return known.get(type) ?? recordJudge(type, known)
  if (type instanceof avro.types.ArrayType) {
    const judge = judgeOf(type.itemsType, known)
    return judge && ((value) => (value as unknown[]).every(judge))
  }
  if (type instanceof avro.types.MapType) {
    const judge = judgeOf(type.valuesType, known)
    return judge && ((value) => Object.values(value as object).every(judge))
  }
  if (type instanceof avro.types.UnwrappedUnionType || type instanceof avro.types.WrappedUnionType) {
    const judges = type.types.flatMap((branch) => judgeOf(branch, known) ?? [])
    // avsc wraps the values of a union that holds two of them.
    if (judges.length > 1) throw new TypeError('a union of several records is not supported')
    const [judge] = judges
    return judge && ((value) => typeof value !== 'object' || value === null || judge(value))
  }
  return undefined
}

function recordJudge(type: avro.types.RecordType, known: Map<avro.Type, Judge>): Judge {
  const declared = new Set(type.fields.map(({ name }) => name))
  const inner: (readonly [name: string, judge: Judge])[] = []
  const judge: Judge = (value) => {
    for (const name in value as object) if (!declared.has(name)) return false
    for (const [name, each] of inner) {
      const field = (value as Record<string, unknown>)[name]
      if (field !== undefined && !each(field)) return false
    }
    return true
  }
  known.set(type, judge)
  for (const field of type.fields) {
    const each = judgeOf(field.type, known)
    if (each) inner.push([field.name, each])
  }
  return judge
}
