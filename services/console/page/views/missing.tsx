import type { MissingGroup } from '../../src/answers/missing.ts'
import { useAsked } from '../ask.ts'
import { amount, duration, moment } from '../figures.ts'
import { Shown } from '../parts/shown.tsx'
import { linkTo } from '../place.ts'
import { words } from '../preferences.ts'

/** Orders that were sent and not answered within the agreed time, supplier by supplier. */
export function MissingView() {
  const asked = useAsked<readonly MissingGroup[]>('/api/missing')
  const says = words()
  return (
    <>
      <h1 class="view-title">{says.views.missing}</h1>
      <Shown asked={asked}>
        {(groups) =>
          groups.length === 0 ? (
            <section class="fine">
              <strong>{says.nothingMissing}</strong> {says.nothingMissingMore}
            </section>
          ) : (
            groups.map((group) => <Group key={`${group.connection} ${group.number}`} group={group} />)
          )
        }
      </Shown>
    </>
  )
}

function Group({
  group: { connection, supplier, number, count, since, withinMs, orders },
}: {
  group: MissingGroup
}) {
  const says = words()
  return (
    <section class="panel" aria-label={supplier}>
      <div class="panel-head">
        <div>
          <h2>
            {supplier} <span class="muted">{number}</span>
          </h2>
          <p class="muted">
            {connection} · {says.orders(amount(count))} · {says.since(moment(since))} ·{' '}
            {says.agreed(duration(withinMs))}
          </p>
        </div>
      </div>
      <ul class="letters">
        {orders.map(({ key, number: order, revision, sentAt }) => (
          <li key={key}>
            <a href={linkTo('orders', key)}>{says.order(order)}</a>{' '}
            <span class="muted">
              {says.published(revision)} · {moment(sentAt)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
