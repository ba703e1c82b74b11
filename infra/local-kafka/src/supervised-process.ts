import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where a stream of the child goes: nowhere, to ours, to an open file descriptor, or line by line to a function. */
export type Output = 'ignore' | 'inherit' | number | ((line: string) => void)

export interface SupervisedOptions {
  /** What the process is called in error messages. @default the command */
  name?: string
  cwd?: string
  /** The whole environment of the child. @default that of this process */
  env?: NodeJS.ProcessEnv
  /** @default 'ignore' */
  stdout?: Output
  /** @default 'ignore' */
  stderr?: Output
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface SupervisedProcess {
  readonly name: string
  /** The real child's pid (no wrapper stands between), good for SIGSTOP and kill -9. */
  readonly pid: number
  readonly running: boolean
  /** Resolves, never rejects, when the child has ended, its output was delivered and its process group is gone. */
  readonly exited: Promise<Exit>
  /** SIGTERM, then SIGKILL when the child still runs after `graceMs`. @param graceMs milliseconds, 25,000 by default */
  stop(graceMs?: number): Promise<Exit>
  /** SIGKILL. */
  kill(): Promise<Exit>
}

/**
 * Leaves a watcher beside the command, then becomes the command. The watcher waits for the end of descriptor 3,
 * whose other end only the parent holds, so it fires however the parent dies. It kills the process group instead of
 * a pid, and is a member of it: while the watcher lives the group's id cannot be given to anyone else. The doubled
 * parentheses hand it to init, so that the command gets no child it does not know.
 */
const WATCH_AND_EXEC = `
( { trap '' HUP INT QUIT TERM; read -r _ <&3; kill -s KILL -- -$$; } >/dev/null 2>&1 & )
exec "$@" 3<&-`

/** Longer than our services give themselves (GRACE_MS, 20 s): one that does not come to its end says so before it is killed. */
const GRACE_MS = 25_000

/** How long output may stay open after the group's end: only a process that left the group can hold it. */
const STRAY_OUTPUT_MS = 1_000

/**
 * Starts a child that cannot outlive this process, even if this one is killed with -9, and that leaves no process
 * behind: whatever remains of its process group when it ends is killed. It runs in a session of its own, so Ctrl-C
 * does not reach it: the parent ends it in order. A command that does not exist shows as exit code 127.
 * @throws Error when the working directory or /bin/sh does not exist
 */
export function spawnSupervised(
  command: string,
  args: readonly string[] = [],
  options: SupervisedOptions = {},
): SupervisedProcess {
  const { name = command, cwd, env, stdout = 'ignore', stderr = 'ignore' } = options
  const child = spawn('/bin/sh', ['-c', WATCH_AND_EXEC, name, command, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', stdioOf(stdout), stdioOf(stderr), 'pipe'],
  })
  child.on('error', () => undefined)
  const { pid } = child
  if (pid === undefined) throw new Error(`${name} cannot start: ${cwd ?? '/bin/sh'} does not exist`)
  deliverLines(child.stdout, stdout)
  deliverLines(child.stderr, stderr)
  const exited = whenGone(child, pid)
  return {
    name,
    pid,
    exited,
    get running() {
      return isRunning(child)
    },
    stop: async (graceMs = GRACE_MS) => {
      const giveUp = setTimeout(() => child.kill('SIGKILL'), graceMs)
      child.kill('SIGTERM')
      return exited.finally(() => clearTimeout(giveUp))
    },
    kill: async () => {
      child.kill('SIGKILL')
      return exited
    },
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function whenGone(child: ChildProcess, pid: number): Promise<Exit> {
  const lifeline = child.stdio[3] as Socket
  lifeline.on('error', () => undefined)
  lifeline.resume()
  // The end of the lifeline makes the watcher kill what is left of the group, itself included; only then does
  // the other side close, and with it the child's 'close' event.
  child.on('exit', () => {
    lifeline.end()
    lifeline.on('close', () => {
      setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, STRAY_OUTPUT_MS).unref()
    })
  })
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      void untilGroupIsEmpty(pid).then(() => resolve({ code, signal }))
    })
  })
}

/**
 * Killed is not yet gone: the others of the group may end some moments after the watcher. Bounded, because those
 * that have ended count as members until init has reaped them, and not every container has an init that does.
 */
async function untilGroupIsEmpty(leader: number): Promise<void> {
  for (let waited = 0; waited < 500 && hasMembers(leader); waited += 5) await sleep(5)
}

function hasMembers(leader: number): boolean {
  try {
    return process.kill(-leader, 0)
  } catch {
    return false
  }
}

function stdioOf(output: Output): 'ignore' | 'inherit' | 'pipe' | number {
  return typeof output === 'function' ? 'pipe' : output
}

function deliverLines(stream: NodeJS.ReadableStream | null, output: Output): void {
  if (stream && typeof output === 'function') createInterface({ input: stream }).on('line', output)
}
