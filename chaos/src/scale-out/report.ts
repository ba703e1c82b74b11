import { availableParallelism, cpus } from 'node:os'
import type { Findings } from '@channel-adapter/ledger'
import { evidenceOf, type Load, loadOf } from '../report.ts'
import type { Tally, UnexpectedExit } from '../tally.ts'
import { type Cost, costsOf } from './cost.ts'
import { UNITS } from './meter.ts'
import type { Phase } from './plan.ts'
import { perSecond, type Recovery, recoveryOf, type Sample, standstillOf } from './recovery.ts'
import type { ScaleOutResult } from './run.ts'

/** What a phase did to what a partner sees. */
export interface PhaseReport {
  readonly name: string
  readonly fromS: number
  readonly untilS: number
  /** Of all connections together. */
  readonly orders: Recovery
  readonly updates: Recovery
  readonly posts: Recovery
  /** Seconds of the longest standstill of each connection. */
  readonly ordersStoodStillS: Readonly<Record<string, number>>
  readonly updatesStoodStillS: Readonly<Record<string, number>>
  /** Connections of each extractor at its end. */
  readonly spread: Readonly<Record<string, number>>
}

/** What `--report FILE` holds. */
export interface ScaleOutReport {
  readonly command: string
  readonly at: string
  readonly machine: { readonly processors: number; readonly model: string; readonly busyWhileIdle: number }
  readonly seconds: number
  /** Throughput per second while nothing was taken away. */
  readonly steady: Readonly<Record<'orders' | 'updates' | 'posts', number>>
  readonly costs: Readonly<Record<string, Cost>>
  /** On the disk of one broker, for each message of a topic. */
  readonly bytes: Readonly<Record<string, number>>
  readonly phases: readonly PhaseReport[]
  readonly load: Load
  readonly lost: number
  readonly twice: number
  readonly outOfOrder: number
  /** The first of each. */
  readonly evidence: Findings
  /** Processes that ended by themselves; none is expected. */
  readonly exits: readonly UnexpectedExit[]
  readonly slowStops: number
  readonly samples: readonly Sample[]
}

export interface Circumstances {
  readonly command: string
  readonly at: Date
  readonly seconds: number
  readonly sources: readonly string[]
  readonly phases: readonly Phase[]
  readonly bytes: Readonly<Record<string, number>>
  readonly tally: Tally
}

export function reportOf(result: ScaleOutResult, circumstances: Circumstances): ScaleOutReport {
  const { command, at, seconds, sources, phases, bytes, tally } = circumstances
  const { idle, steady, samples, findings, facts, spread } = result
  const steadySpan = phases.find(({ name }) => name === 'steady') ?? { fromS: 0, untilS: 0 }
  const rate = (name: string) => perSecond(samples, name, steadySpan)
  const loads = facts.map(loadOf)
  const total = (of: (load: Load) => number) => loads.reduce((sum, load) => sum + of(load), 0)
  return {
    command,
    at: at.toISOString(),
    machine: {
      processors: availableParallelism(),
      model: cpus()[0]?.model ?? '',
      busyWhileIdle: (idle.cpu['machine'] ?? 0) / idle.seconds,
    },
    seconds,
    steady: { orders: rate('orders'), updates: rate('updates'), posts: rate('posts') },
    costs: costsOf(idle, steady, UNITS),
    bytes,
    phases: phases.map((phase) => {
      const { name, fromS, untilS } = phase
      const recovery = (stream: string) => recoveryOf(samples, stream, rate(stream), phase)
      const stoodStill = (stream: string) =>
        Object.fromEntries(
          sources.map((source) => [source, standstillOf(samples, `${stream} ${source}`, phase)]),
        )
      return {
        name,
        fromS,
        untilS,
        orders: recovery('orders'),
        updates: recovery('updates'),
        posts: recovery('posts'),
        ordersStoodStillS: stoodStill('orders'),
        updatesStoodStillS: stoodStill('updates'),
        spread: spread[name] ?? {},
      }
    }),
    load: {
      orders: total((load) => load.orders),
      changesByClerk: total((load) => load.changesByClerk),
      snapshots: total((load) => load.snapshots),
      updates: total((load) => load.updates),
      effects: total((load) => load.effects),
      putAside: total((load) => load.putAside),
      postsAcknowledged: total((load) => load.postsAcknowledged),
    },
    lost: findings.lost.length,
    twice: findings.twice.length,
    outOfOrder: findings.outOfOrder.length,
    evidence: evidenceOf(findings),
    exits: tally.exits,
    slowStops: tally.slowStops,
    samples,
  }
}
