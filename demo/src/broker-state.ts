import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Who holds the local broker, for commands in other terminals. */
export interface BrokerState {
  /** The process that started it and ends it. */
  readonly pid: number
  /** As a person calls it: "pnpm producer". */
  readonly command: string
  /** Missing while it is being started. */
  readonly addresses?: { readonly brokers: string[]; readonly registryUrl: string }
}

/** The state that lies in the file; undefined when there is none whose process lives. */
export function readState(file: string): BrokerState | undefined {
  try {
    const state = JSON.parse(readFileSync(file, 'utf8')) as BrokerState
    return isAlive(state.pid) ? state : undefined
  } catch {
    return undefined
  }
}

/** Becomes the one who starts the broker. @returns false when another living process was first */
export function claim(file: string, command: string): boolean {
  if (readState(file)) return false
  mkdirSync(dirname(file), { recursive: true })
  rmSync(file, { force: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, command } satisfies BrokerState))
  try {
    // Unlike a rename a link fails where a file is, and unlike an exclusive open it shows no half-written file.
    linkSync(draft, file)
    return true
  } catch {
    return false
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Tells the others where the broker is. Only for the one who has claimed it. */
export function publishState(file: string, state: BrokerState): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(state))
  renameSync(draft, file)
}

/** Removes the state if it is this process's own. */
export function releaseState(file: string): void {
  if (readState(file)?.pid === process.pid) rmSync(file, { force: true })
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It lives, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
