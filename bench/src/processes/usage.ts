import { readFileSync } from 'node:fs'
import { totalAt } from '../figures.ts'

/** What a process has used so far, as Linux tells (proc(5)). */
export interface Usage {
  /** User and system time, all threads, in seconds. */
  readonly cpuSeconds: number
  readonly peakMb: number
}

// USER_HZ: what the kernel shows to programs, on every architecture that Node runs on.
const TICKS_PER_SECOND = 100
/** A look reads two files, and takes the time from what is measured. */
const SAMPLE_MS = 50

/** @throws when there is no such process, or no /proc */
export function usageOf(pid: number): Usage {
  // The second field, the command, may hold blanks and parentheses.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakMb: Number(peak) / 1024,
  }
}

export interface UsageWatch {
  /** Seconds of CPU between two moments, in milliseconds since the epoch. */
  cpuSeconds(from: number, to: number): number
  readonly peakMb: number
  /** The most memory held until a moment, in milliseconds since the epoch. */
  peakMbAt(moment: number): number
  /** CPU used so far. @throws when the process has ended: it would seem to use nothing */
  now(): Usage
  stop(): void
}

/** Samples a process until it is told to stop, so that the CPU of any interval can be asked for afterwards. */
export function watchUsage(pid: number): UsageWatch {
  const samples: { at: number; total: number; peakMb: number }[] = []
  let last = usageOf(pid)
  const sample = () => {
    try {
      last = usageOf(pid)
      samples.push({ at: Date.now(), total: last.cpuSeconds, peakMb: last.peakMb })
    } catch {
      clearInterval(timer)
    }
  }
  const timer = setInterval(sample, SAMPLE_MS)
  sample()
  return {
    cpuSeconds: (from, to) => totalAt(samples, to) - totalAt(samples, from),
    get peakMb() {
      return last.peakMb
    },
    peakMbAt: (moment) => samples.findLast(({ at }) => at <= moment)?.peakMb ?? Number.NaN,
    now: () => usageOf(pid),
    stop: () => clearInterval(timer),
  }
}
