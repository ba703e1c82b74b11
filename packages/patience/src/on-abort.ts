const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Has something done when a signal is aborted, unless it is called off before. With one listener for each signal: an
 * EventTarget looks through all of its listeners for each that comes or goes, and hundreds of requests share a signal.
 * @param act must not throw
 * @returns what calls it off. For a signal that is aborted already nothing is done.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) return () => {}
  let acts = waiting.get(signal)
  if (!acts) {
    const all = new Set<() => void>()
    acts = all
    waiting.set(signal, all)
    signal.addEventListener('abort', () => all.forEach((each) => each()), { once: true })
  }
  const all = acts
  all.add(act)
  return () => all.delete(act)
}
