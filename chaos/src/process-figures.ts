import { readdirSync, readFileSync } from 'node:fs'

/** What a process holds. */
export interface ProcessFigures {
  /** Memory that is resident, in bytes. */
  readonly residentBytes: number
  /** Open files, sockets and the like. */
  readonly handles: number
}

/** What a process holds now, as Linux tells it (proc(5)); undefined when it is gone. */
export function processFigures(pid: number): ProcessFigures | undefined {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return { residentBytes: Number(kibibytes) * 1024, handles: readdirSync(`/proc/${pid}/fd`).length }
  } catch {
    return undefined
  }
}
