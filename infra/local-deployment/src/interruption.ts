/**
 * Aborted by Ctrl-C, SIGTERM or a closed terminal; says so once. A terminal and a package manager may each pass the
 * same Ctrl-C on, so later ones are taken and change nothing.
 */
export function interruption(say: (text: string) => void): AbortSignal {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!interrupted.signal.aborted) say(`\n${signal}: stopping everything`)
      interrupted.abort()
    })
  }
  return interrupted.signal
}
