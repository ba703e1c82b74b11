const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Has something done when a signal is aborted, unless it is called off before. With one listener for each signal: an
 * EventTarget looks through all of its listeners for each that comes or goes, and hundreds of requests share a signal.
 * @param act must not throw
 * @returns what calls it off. For a signal that is aborted already nothing is done.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) return () => {}
  const acts = waiting.get(signal) ?? listen(signal)
  acts.add(act)
  return () => acts.delete(act)
}

// A function of its own: a listener that was made beside an act would keep that one for as long as the signal lives.
function listen(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>()
  waiting.set(signal, acts)
  signal.addEventListener('abort', () => acts.forEach((each) => each()), { once: true })
  return acts
}
