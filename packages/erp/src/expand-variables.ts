/** Where a file's value asks for a variable that is not there. */
export interface MissingVariable {
  /** JSON Pointer into the file. */
  readonly path: string
  readonly message: string
}

const VARIABLE = /\$\{([^}]*)\}/g
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * The same value with each `${NAME}` in its texts replaced. Names of fields stay as they are.
 * @param lookup the variable's value; undefined when it is not set
 */
export function expandVariables(
  value: unknown,
  lookup: (name: string) => string | undefined,
): { readonly value: unknown; readonly missing: readonly MissingVariable[] } {
  const missing: MissingVariable[] = []

  function expand(part: unknown, path: string): unknown {
    if (typeof part === 'string') {
      return part.replaceAll(VARIABLE, (written, name: string) => {
        const found = NAME.test(name) ? lookup(name) : undefined
        if (found !== undefined) return found
        const message = NAME.test(name)
          ? `needs the variable ${name}, which is not set`
          : `${written} names no variable`
        missing.push({ path, message })
        return written
      })
    }
    if (Array.isArray(part)) return part.map((item, index) => expand(item, `${path}/${index}`))
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      Object.entries(part).map(([name, field]) => [name, expand(field, `${path}/${name}`)]),
    )
  }

  return { value: expand(value, ''), missing }
}
