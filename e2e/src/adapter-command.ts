import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))

/** Runs the command `adapter`. @returns its stdout @throws with its stderr when it does not end with 0 */
export function adapter(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  execFile(
    process.execPath,
    [cli, ...args],
    { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } },
    (error, stdout, stderr) => {
      if (error) reject(new Error(`adapter ${args.join(' ')} ended with ${error.code}: ${stderr}`))
      else resolve(stdout)
    },
  )
  return promise
}
