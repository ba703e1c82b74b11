import { duration, perMinute } from '../figures.ts'
import { words } from '../preferences.ts'

interface WireProps {
  readonly direction: 'left' | 'right'
  readonly label: string
  readonly rate: number
  readonly averageMs: number | null
  /** How long the oldest has waited that should have flowed; null when nothing waits. */
  readonly lagMs?: number | null
  /** What stops it, where something does. */
  readonly stopped?: string | undefined
}

/** An arrow with what flows along it. */
export function Wire({ direction, label, rate, averageMs, lagMs = null, stopped }: WireProps) {
  const says = words()
  const notes = [
    stopped,
    lagMs === null ? undefined : says.lag(duration(lagMs)),
    averageMs === null ? undefined : says.average(duration(averageMs)),
  ].filter((note) => note !== undefined)
  const state = stopped !== undefined ? 'blocked' : rate > 0 ? 'flowing' : 'idle'
  return (
    <div class={`wire ${direction} ${state}`}>
      <span class="wire-label">
        <span>{label}</span> <strong>{says.rate(perMinute(rate))}</strong>
      </span>
      <span class="wire-line" aria-hidden="true" />
      <span class="wire-note muted">{notes.join(' · ')}</span>
    </div>
  )
}
