/** A text that people write. */
export const text = { type: 'string', minLength: 1, maxLength: 500 } as const

/**
 * The body of a request that changes something. `reason` says why; `by` counts only where nobody is asked who they are:
 * else it is known.
 */
export function changeSchema(required: readonly string[], properties: object): { schema: { body: object } } {
  const all = { by: text, reason: text, ...properties }
  return { schema: { body: { type: 'object', additionalProperties: false, required, properties: all } } }
}
