import type { FoundOrder, FoundOrders } from '../../src/answers/orders.ts'
import { useAsked } from '../ask.ts'
import { amount, day, moment, rounded } from '../figures.ts'
import { Choice, SearchForm } from '../parts/search-form.tsx'
import { Chip, Shown, statusTone, wordOf } from '../parts/shown.tsx'
import { linkTo, place } from '../place.ts'
import { words } from '../preferences.ts'

/** Orders by number, supplier, status, state and date. What is searched for stands in the address. */
export function OrdersView() {
  const { query } = place.value
  const asked = useAsked<FoundOrders>(`/api/orders?${query}`)
  const says = words()
  return (
    <>
      <h1>{says.views.orders}</h1>
      <Search key={String(query)} query={query} />
      <Shown asked={asked}>
        {({ orders, next }) =>
          orders.length === 0 ? (
            <div class="empty">
              <strong>{says.noOrders}</strong>
              <p>{says.noOrdersMore}</p>
            </div>
          ) : (
            <>
              <OrderTable orders={orders} />
              {next !== undefined && (
                <p class="pager">
                  <a class="button" href={linkTo('orders', undefined, { ...given(query), after: next })}>
                    {says.more}
                  </a>
                </p>
              )}
            </>
          )
        }
      </Shown>
    </>
  )
}

function given(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].filter(([name]) => name !== 'after'))
}

function Search({ query }: { query: URLSearchParams }) {
  const says = words()
  const narrowed = { view: 'orders', query }
  return (
    <SearchForm {...narrowed} label={says.search} hint={says.searchHint}>
      <Choice {...narrowed} name="status" label={says.status} any={says.anyStatus} choices={says.statuses} />
      <Choice {...narrowed} name="state" label={says.state} any={says.anyState} choices={says.orderStates} />
      <label>
        <span>{says.from}</span>
        <input type="date" name="from" defaultValue={query.get('from') ?? ''} />
      </label>
      <label>
        <span>{says.to}</span>
        <input type="date" name="to" defaultValue={query.get('to') ?? ''} />
      </label>
    </SearchForm>
  )
}

function OrderTable({ orders }: { orders: readonly FoundOrder[] }) {
  const says = words()
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={says.views.orders}>
      <table>
        <thead>
          <tr>
            <th scope="col">{says.number}</th>
            <th scope="col">{says.supplier}</th>
            <th scope="col">{says.status}</th>
            <th scope="col">{says.orderDate}</th>
            <th scope="col" class="numeric">
              {says.total}
            </th>
            <th scope="col">{says.answer}</th>
            <th scope="col">{says.stock}</th>
            <th scope="col" class="numeric">
              {says.lastChange}
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.key}>
              <th scope="row">
                <a href={linkTo('orders', order.key)}>{order.number}</a>
                <span class="muted source">{order.source}</span>
              </th>
              <td>{order.supplier}</td>
              <td>
                {order.status !== null && (
                  <Chip tone={statusTone(order.status)}>{wordOf(says.statuses, order.status)}</Chip>
                )}
                {order.waiting > 0 && <Chip tone="plain">{says.waitingCount(amount(order.waiting))}</Chip>}
              </td>
              <td class="nowrap">{order.orderDate !== null && day(order.orderDate)}</td>
              <td class="numeric">{order.total !== null && rounded(order.total, order.currency)}</td>
              <td>{wordOf(says.codes, order.response)}</td>
              <td>{wordOf(says.codes, order.stock)}</td>
              <td class="numeric nowrap">{order.touchedAt > 0 && moment(order.touchedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
