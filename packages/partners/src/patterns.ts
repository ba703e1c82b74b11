/** Whether a text is one of these; a pattern's "*" at its end stands for anything. */
export function matches(patterns: readonly string[], text: string): boolean {
  return patterns.some((each) => (each.endsWith('*') ? text.startsWith(beginning(each)) : text === each))
}

/** Whether there is a text that matches both. */
export function overlap(one: string, other: string): boolean {
  if (!one.endsWith('*')) return matches([other], one)
  if (!other.endsWith('*')) return matches([one], other)
  const [a, b] = [beginning(one), beginning(other)]
  return a.startsWith(b) || b.startsWith(a)
}

function beginning(pattern: string): string {
  return pattern.slice(0, -1)
}
