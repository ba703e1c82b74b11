import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

/** On what a report's figures were measured. */
export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly memoryGb: number
  readonly kernel: string
  readonly node: string
  readonly kafkajs: string
  /** Of the last minute before the run: what else the machine was doing. */
  readonly loadBefore: number
}

export function machine(): Machine {
  const kafkajs = JSON.parse(
    readFileSync(new URL('package.json', import.meta.resolve('kafkajs')), 'utf8'),
  ) as { version: string }
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    kafkajs: kafkajs.version,
    loadBefore: loadavg()[0] ?? 0,
  }
}
