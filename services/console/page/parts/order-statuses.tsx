import { figure } from '../figures.ts'
import { linkTo } from '../place.ts'
import { words } from '../preferences.ts'
import { wordOf } from './shown.tsx'

interface OrderStatusesProps {
  /** How many orders have each status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Whether a search by status finds exactly these. */
  readonly areAll: boolean
}

/** How many orders of an ERP stand where, as they come one after the other. */
export function OrderStatuses({ statuses, areAll }: OrderStatusesProps) {
  const says = words()
  const inTurn = Object.keys(says.statuses)
  const shown = Object.entries(statuses).toSorted(([a], [b]) => inTurn.indexOf(a) - inTurn.indexOf(b))
  return (
    <dl class="statuses">
      {shown.map(([status, count]) => {
        const word = wordOf(says.statuses, status)
        return (
          <div key={status}>
            <dt>{areAll ? <a href={linkTo('orders', undefined, { status })}>{word}</a> : word}</dt>
            <dd>{figure(count)}</dd>
          </div>
        )
      })}
    </dl>
  )
}
