import { duration, perMinute } from '../figures.ts'
import { words } from '../preferences.ts'

interface WireProps {
  readonly direction: 'left' | 'right'
  readonly label: string
  readonly rate: number
  readonly averageMs: number | null
  readonly blocked?: boolean
}

/** An arrow with what flows along it. */
export function Wire({ direction, label, rate, averageMs, blocked = false }: WireProps) {
  const says = words()
  const state = blocked ? 'blocked' : rate > 0 ? 'flowing' : 'idle'
  return (
    <div class={`wire ${direction} ${state}`}>
      <span class="wire-label">
        <span>{label}</span> <strong>{says.rate(perMinute(rate))}</strong>
      </span>
      <span class="wire-line" aria-hidden="true" />
      <span class="wire-note muted">{averageMs !== null && says.average(duration(averageMs))}</span>
    </div>
  )
}
