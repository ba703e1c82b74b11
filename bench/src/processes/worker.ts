import { fileURLToPath } from 'node:url'
import type { SupervisedProcess } from '@channel-adapter/local-kafka'
import { spawnTracked } from './tracked.ts'

/** A process of the bench's own that says things as JSON, a line each. */
export interface Worker {
  readonly process: SupervisedProcess
  /** Its next word. @throws when it ends before it says one */
  next(): Promise<unknown>
  stop(): Promise<void>
}

/**
 * @param main file beside the bench's sources
 * @param env its environment beside PATH
 */
export function startWorker(main: string, env: Readonly<Record<string, string>>): Worker {
  const file = fileURLToPath(new URL(`../${main}`, import.meta.url))
  return startCommand(process.execPath, [file], env, main)
}

/** The same of any command. */
export function startCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  name = command,
): Worker {
  const said: unknown[] = []
  const errors: string[] = []
  const listeners: (() => void)[] = []
  const wake = () => {
    for (const listener of listeners.splice(0)) listener()
  }
  const child = spawnTracked(command, args, {
    name,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdout: (line) => {
      if (!line.startsWith('{')) return
      said.push(JSON.parse(line))
      wake()
    },
    stderr: (line) => {
      errors.push(line)
      errors.splice(0, errors.length - 20)
    },
  })
  void child.exited.then(wake)
  return {
    process: child,
    async next() {
      while (said.length === 0) {
        if (!child.running) throw new Error(`${name} has ended:\n${errors.join('\n')}`)
        await new Promise<void>((resolve) => listeners.push(resolve))
      }
      return said.shift()
    },
    async stop() {
      await child.stop()
    },
  }
}
