/**
 * Lets those who wait go on one in each turn of the event loop, in the order in which they came.
 *
 * What arrives together would else be handled together: what it leads to leaves together at the end of that turn, is
 * answered together, and whatever arrives meanwhile joins it, a convoy that grows and never parts.
 * @returns what is awaited for a turn
 */
export function turns(): () => Promise<void> {
  const waiting: (() => void)[] = []
  let coming = false

  function next(): void {
    waiting.shift()?.()
    coming = waiting.length > 0
    if (coming) setImmediate(next)
  }

  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (coming) return
      coming = true
      setImmediate(next)
    })
}
