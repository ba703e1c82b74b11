import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** The gateway as its own process, on a free port. Resolves when it listens. */
export async function startMain(
  env: Record<string, string>,
): Promise<{ url: string; child: ChildProcess; exitCode: Promise<number | null> }> {
  const child = spawn(process.execPath, [main], {
    env: { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exitCode = once(child, 'exit').then(([code]) => code as number | null)
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /Server listening at (http:[^"]+)/.exec(line)?.[1]
    if (url !== undefined) {
      child.stdout.resume()
      return { url, child, exitCode }
    }
  }
  throw new Error(`the gateway ended with ${String(await exitCode)}`)
}
