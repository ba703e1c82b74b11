import { execFileSync } from 'node:child_process'

export interface ProcessEntry {
  pid: number
  group: number
  /** As ps writes it; Z is one that has ended and that nobody has asked about yet. */
  state: string
}

/** Returns the processes that live, those that only wait to be reaped left out. */
export function livingProcesses(): ProcessEntry[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, group, state = '']) => ({ pid: Number(pid), group: Number(group), state }))
    .filter(({ state }) => !state.startsWith('Z'))
}

/** Returns the living processes of the group that a supervised child leads, its watcher included. */
export function groupOf(leader: number): ProcessEntry[] {
  return livingProcesses().filter(({ group }) => group === leader)
}
