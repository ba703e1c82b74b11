import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { FlowSeries } from '../../src/answers/overview.ts'
import { useAsked } from '../ask.ts'
import { duration, moment, perMinute } from '../figures.ts'
import { words } from '../preferences.ts'
import { Shown } from './shown.tsx'

const MINUTE = 60_000
/** How far back one may look, in minutes; the server remembers a day. */
const SPANS = [15, 60, 360, 1440] as const

interface FlowChartsProps {
  /** What flows, with its name for people. */
  readonly flows: readonly { readonly name: 'published' | 'answered' | 'settled'; readonly title: string }[]
  /** Connection or partner; everybody when it is not given. */
  readonly who?: string
  /** Beside the choice of the time. */
  readonly children?: ComponentChildren
}

/** How much flowed and how long it took, over time. */
export function FlowCharts({ flows, who, children }: FlowChartsProps) {
  const says = words()
  const span = useSignal<number>(60)
  return (
    <div class="charts">
      <div class="choices">
        {children}
        <label class="field span">
          <span>{says.span}</span>
          <select
            value={span.value}
            onChange={({ currentTarget }) => {
              span.value = Number(currentTarget.value)
            }}
          >
            {SPANS.map((minutes) => (
              <option key={minutes} value={minutes}>
                {duration(minutes * MINUTE)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="chart-grid">
        {flows.map(({ name, title }) => (
          <Flow key={name} name={name} title={title} who={who} minutes={span.value} />
        ))}
      </div>
    </div>
  )
}

interface FlowProps {
  readonly name: string
  readonly title: string
  readonly who: string | undefined
  readonly minutes: number
}

function Flow({ name, title, who, minutes }: FlowProps) {
  const says = words()
  const query = new URLSearchParams({ minutes: String(minutes), ...(who !== undefined && { who }) })
  const asked = useAsked<FlowSeries>(`/api/flow/${name}?${query}`)
  return (
    <Shown asked={asked}>
      {({ from, stepMs, counts, averageMs }) => {
        const rates = counts.map((count) => (count === 0 ? null : count / (stepMs / MINUTE)))
        return (
          <>
            <Chart title={title} values={rates} from={from} shown={(rate) => says.rate(perMinute(rate))} />
            <Chart title={says.took(title)} values={averageMs} from={from} shown={duration} />
          </>
        )
      }}
    </Shown>
  )
}

const WIDTH = 360
const HEIGHT = 72

interface ChartProps {
  readonly title: string
  /** null where nothing flowed. What took no time at all did flow. */
  readonly values: readonly (number | null)[]
  /** The beginning, milliseconds since the epoch; it ends now. */
  readonly from: number
  readonly shown: (value: number) => string
}

/** Bars from the left, the oldest, to now; the highest is named, so that no axis is needed. */
function Chart({ title, values, from, shown }: ChartProps) {
  const says = words()
  const highest = Math.max(0, ...values.map((value) => value ?? 0))
  const width = WIDTH / values.length
  const nothing = values.every((value) => value === null)
  const most = nothing ? says.nothingFlowed : says.atMost(shown(highest))
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span> <strong>{most}</strong>
      </figcaption>
      <svg
        role="img"
        aria-label={`${title}: ${most}`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {values.map((value, index) => {
          const height = value === null || highest === 0 ? 0 : (value / highest) * HEIGHT
          return (
            height > 0 && (
              <rect
                key={index}
                x={index * width}
                y={HEIGHT - height}
                width={Math.max(width - 0.8, 0.8)}
                height={height}
              />
            )
          )
        })}
      </svg>
      <p class="chart-axis muted" aria-hidden="true">
        <span>{moment(from)}</span>
        <span>{says.now}</span>
      </p>
    </figure>
  )
}
