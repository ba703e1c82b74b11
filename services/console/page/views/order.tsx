import type { AwaitedAnswer } from '../../src/answers/missing.ts'
import type { OrderPage } from '../../src/answers/orders.ts'
import { useAsked } from '../ask.ts'
import { amount, day, duration, exact, moment } from '../figures.ts'
import { Lines } from '../parts/lines.tsx'
import { Chip, Shown, statusTone, wordOf } from '../parts/shown.tsx'
import { Timeline } from '../parts/timeline.tsx'
import { linkTo } from '../place.ts'
import { words } from '../preferences.ts'

/** One order: where it stands, what happened to it, and what it says. */
export function OrderView({ order: key }: { order: string }) {
  const asked = useAsked<OrderPage>(`/api/orders/${encodeURIComponent(key)}`)
  return (
    <Shown asked={asked}>
      {(page) => (
        <>
          <Head page={page} />
          <div class="columns">
            <Timeline happenings={page.happenings} traceUrl={page.traceUrl} />
            <aside>
              <Facts page={page} />
            </aside>
          </div>
          {page.order && <Lines order={page.order} />}
        </>
      )}
    </Shown>
  )
}

export function Head({ page: { found, order, parked, awaited, now } }: { page: OrderPage }) {
  const says = words()
  const isLate = awaited !== undefined && awaited.dueAt < now
  return (
    <div class="order-head">
      <p class="crumb">
        <a href={linkTo('orders')}>{says.views.orders}</a> / {found.source}
      </p>
      <div class="title-row">
        <h1>{says.order(found.number)}</h1>
        {found.status !== null && (
          <Chip tone={statusTone(found.status)}>{wordOf(says.statuses, found.status)}</Chip>
        )}
        {parked && <Chip tone="warn">{says.isParked}</Chip>}
        {awaited && (
          <Chip tone={isLate ? 'warn' : 'plain'}>{isLate ? says.answerMissing : says.awaitsAnswer}</Chip>
        )}
        {found.waiting > 0 && <Chip tone="plain">{says.isWaiting(amount(found.waiting))}</Chip>}
      </div>
      {order ? <p class="subtitle">{order.supplier.name}</p> : <p class="muted">{says.noSnapshot}</p>}
      {order && awaited && <p class="muted">{awaitedText(order.supplier.name, awaited, now)}</p>}
    </div>
  )
}

function awaitedText(supplier: string, { sentAt, dueAt }: AwaitedAnswer, now: number): string {
  const says = words()
  const [sent, due] = [moment(sentAt), moment(dueAt)]
  return dueAt < now
    ? says.awaitedSince(supplier, sent, due, duration(now - dueAt))
    : says.awaitedUntil(supplier, sent, due)
}

export function Facts({ page: { order, found } }: { page: OrderPage }) {
  const says = words()
  const facts: [string, string][] = order
    ? [
        [says.total, exact(order.subtotal, order.currency)],
        [says.orderDate, day(order.orderDate)],
        [says.supplier, `${order.supplier.name} (${order.supplier.id})`],
        [says.answer, wordOf(says.codes, order.response?.code)],
        [says.stock, wordOf(says.codes, order.stockConfirmation?.code)],
        [says.buyer, order.buyer ?? ''],
        [says.shipMethod, order.shipMethod ?? ''],
        [says.revision, String(order.revision)],
        [says.version, order.version],
      ]
    : []
  return (
    <dl class="facts">
      {[[says.source, found.source] as const, ...facts]
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
