import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Seconds of CPU that something has used so far, by its name. */
export type CpuSeconds = Readonly<Record<string, number>>

/** USER_HZ, in which Linux tells processes' times (proc(5)): 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100

/** What a process has used, user and system; 0 when it is gone. Linux alone tells it. */
export function cpuSecondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // After the name, which may hold anything: state is the third field, utime the 14th, stime the 15th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  } catch {
    return 0
  }
}

/** What all processors of the machine have spent on anything but waiting. */
export function machineCpuSeconds(): number {
  const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/ +/) ?? []
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields.map(Number)
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND
}

/** Bytes of a topic's records on the disks of all brokers. Indexes, which are made larger than they are, not counted. */
export function topicBytes(brokerFolders: readonly string[], topic: string): number {
  return brokerFolders
    .flatMap((folder) => {
      const data = join(folder, 'data')
      return readdirSync(data)
        .filter((name) => name.slice(0, name.lastIndexOf('-')) === topic)
        .flatMap((partition) =>
          readdirSync(join(data, partition))
            .filter((file) => file.endsWith('.log'))
            .map((file) => statSync(join(data, partition, file)).size),
        )
    })
    .reduce((sum, size) => sum + size, 0)
}
