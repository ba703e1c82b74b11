export interface CommandLine<Options> {
  /** @throws with words that say which argument is wrong */
  readonly parse: (args: readonly string[]) => Options
  readonly usage: string
  /** @returns the exit code */
  readonly run: (options: Options) => Promise<number>
  readonly interrupted: AbortSignal
}

/**
 * Runs a command with the process's arguments.
 * @returns its exit code: what `run` gives, 0 for `--help`, 1 when it fails, 2 for wrong arguments, 130 when interrupted
 */
export async function commandLine<Options extends { readonly help: boolean }>({
  parse,
  usage,
  run,
  interrupted,
}: CommandLine<Options>): Promise<number> {
  let options: Options
  try {
    options = parse(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`)
    return 2
  }
  if (options.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  try {
    return await run(options)
  } catch (error) {
    if (interrupted.aborted) return 130
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 1
  }
}
