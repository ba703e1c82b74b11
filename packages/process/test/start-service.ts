import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const service = fileURLToPath(new URL('service.ts', import.meta.url))

/** What the process has written so far. */
export interface RunningService {
  readonly child: ChildProcess
  readonly stderr: () => string
  readonly entries: () => { level: string; msg: string }[]
  /** Resolves with the address it listens on. */
  readonly address: () => Promise<string>
  /** Resolves when the log holds the text, a regular expression. @throws when the process ends before */
  readonly says: (text: string) => Promise<void>
  readonly exitCode: Promise<number | null>
}

export function startService(env: Record<string, string>, ...args: string[]): RunningService {
  const child = spawn(process.execPath, [service, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exitCode = once(child, 'close').then(([code]) => code as number | null)

  async function match(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(stdout)
      if (found) return found[1] ?? found[0]
      const ended = await Promise.race([once(child.stdout, 'data'), exitCode.then(() => 'ended')])
      if (ended === 'ended' && !pattern.test(stdout)) {
        throw new Error(`the service ended without saying ${pattern.source}: ${stdout}${stderr}`)
      }
    }
  }

  return {
    child,
    exitCode,
    stderr: () => stderr,
    entries: () =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { level: string; msg: string }),
    address: () => match(/Server listening at (http:[^"]+)/),
    says: async (text) => void (await match(new RegExp(text))),
  }
}
