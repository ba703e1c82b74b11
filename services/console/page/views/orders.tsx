import type { FoundOrder, FoundOrders } from '../../src/answers/orders.ts'
import { useAsked } from '../ask.ts'
import { amount, day, moment, rounded } from '../figures.ts'
import { Chip, Shown, statusTone, wordOf } from '../parts/shown.tsx'
import { linkTo, place, searchedFor } from '../place.ts'
import { words } from '../preferences.ts'

/** Orders by number, supplier, status, state and date. What is searched for stands in the address. */
export function OrdersView() {
  const { query } = place.value
  const asked = useAsked<FoundOrders>(`/api/orders?${query}`)
  const says = words()
  return (
    <>
      <h1>{says.views.orders}</h1>
      <SearchForm key={String(query)} query={query} />
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

function SearchForm({ query }: { query: URLSearchParams }) {
  const says = words()
  const value = (name: string) => query.get(name) ?? ''
  const search = (form: HTMLFormElement) => {
    location.hash = linkTo('orders', undefined, searchedFor(form))
  }
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault()
        search(event.currentTarget)
      }}
    >
      <label class="grow">
        <span>{says.search}</span>
        <input
          type="search"
          name="text"
          defaultValue={value('text')}
          placeholder={says.searchHint}
          maxLength={200}
        />
      </label>
      <label>
        <span>{says.status}</span>
        <select
          name="status"
          defaultValue={value('status')}
          onChange={({ currentTarget: { form } }) => form && search(form)}
        >
          <option value="">{says.anyStatus}</option>
          {Object.entries(says.statuses).map(([code, word]) => (
            <option key={code} value={code} selected={code === value('status')}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{says.state}</span>
        <select
          name="state"
          defaultValue={value('state')}
          onChange={({ currentTarget: { form } }) => form && search(form)}
        >
          <option value="">{says.anyState}</option>
          {Object.entries(says.orderStates).map(([code, word]) => (
            <option key={code} value={code} selected={code === value('state')}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{says.from}</span>
        <input type="date" name="from" defaultValue={value('from')} />
      </label>
      <label>
        <span>{says.to}</span>
        <input type="date" name="to" defaultValue={value('to')} />
      </label>
      <div class="search-buttons">
        <button type="submit" class="button primary">
          {says.find}
        </button>
        {String(query) !== '' && (
          <a class="button" href={linkTo('orders')}>
            {says.clear}
          </a>
        )}
      </div>
    </form>
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
