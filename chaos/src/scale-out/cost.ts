import type { CpuSeconds } from './cpu.ts'

/** What was used and done between two moments. */
export interface Window {
  readonly seconds: number
  readonly cpu: CpuSeconds
  readonly done: Readonly<Record<string, number>>
}

export interface Cost {
  /** Share of one processor that it takes without any load. */
  readonly idle: number
  /** The same under load. */
  readonly loaded: number
  /** What `perSecond` and `perThousand` count. */
  readonly unit: string
  /** Of what it does per second under load. */
  readonly perSecond: number
  /** CPU seconds beyond the idle ones for each thousand of what it does; null where it did nothing. */
  readonly perThousand: number | null
}

/**
 * What each thing that uses CPU costs for each thousand of what it does. Pure.
 * @param unitOf names what in `done` it is measured by; those that it does not know are left out
 */
export function costsOf(
  idle: Window,
  loaded: Window,
  unitOf: Readonly<Record<string, string>>,
): Record<string, Cost> {
  return Object.fromEntries(
    Object.entries(unitOf).map(([name, unit]) => {
      const [idleShare, loadedShare] = [idle, loaded].map(
        ({ cpu, seconds }) => (cpu[name] ?? 0) / seconds,
      ) as [number, number]
      const perSecond = (loaded.done[unit] ?? 0) / loaded.seconds
      const cost: Cost = {
        idle: idleShare,
        loaded: loadedShare,
        unit,
        perSecond,
        perThousand: perSecond === 0 ? null : (1000 * (loadedShare - idleShare)) / perSecond,
      }
      return [name, cost]
    }),
  )
}
