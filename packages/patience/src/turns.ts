/**
 * Lets those who wait go on in the next turns of the event loop, in the order in which they came: half of them in each.
 *
 * What arrives together would else be handled together: what it leads to leaves together at the end of that turn, is
 * answered together, and whatever arrives meanwhile joins it, a convoy that grows and never parts. But one in each turn
 * would be no more in a second than there are turns: some hundreds, where others want the processor too.
 * @returns what is awaited for a turn
 */
export function turns(): () => Promise<void> {
  const waiting: (() => void)[] = []

  function next(): void {
    for (const goOn of waiting.splice(0, Math.ceil(waiting.length / 2))) goOn()
    if (waiting.length > 0) setImmediate(next)
  }

  return () =>
    new Promise((resolve) => {
      // Whoever finds others waiting finds a turn coming.
      if (waiting.push(resolve) === 1) setImmediate(next)
    })
}
