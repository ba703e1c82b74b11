import type { DatabaseSync } from 'node:sqlite'
import type { FoundOrder, FoundOrders, OrderSearch } from '../answers/orders.ts'

export interface SearchContext {
  /** Keys of orders of which a message is parked. */
  readonly parked: readonly string[]
  readonly pageSize?: number
}

/** An order with the number under which its messages are kept. */
type FoundRow = FoundOrder & { readonly id: number }

const PAGE = 50
const COLUMNS = `orders.id, key, orders.source AS source, orders.number AS number, suppliers.name AS supplier, status, revision,
  order_date AS orderDate, total, currency, response, stock, waiting, touched_at AS touchedAt`

/** Orders by what people know of them, those of which something was heard last first. */
export function findOrders(
  database: DatabaseSync,
  search: OrderSearch,
  { parked, pageSize = PAGE }: SearchContext,
): FoundOrders {
  const where: string[] = []
  const values: (string | number)[] = []
  const add = (condition: string, ...given: (string | number)[]) => {
    where.push(condition)
    values.push(...given)
  }
  const { text = '', status, state, from, to, after } = search
  if (text !== '') {
    const part = text.replaceAll(/[\\%_]/g, String.raw`\$&`)
    add(
      String.raw`(orders.number >= ? AND orders.number < ? OR key = ?
        OR supplier IN (SELECT id FROM suppliers WHERE name LIKE ? ESCAPE '\' OR number = ?))`,
      text,
      `${text}\u{10FFFF}`,
      text,
      `%${part}%`,
      text,
    )
  } else add('status IS NOT NULL')
  if (status !== undefined) add('status = ?', status)
  if (from !== undefined) add('order_date >= ?', from)
  if (to !== undefined) add('order_date <= ?', to)
  if (state === 'waiting') add('waiting > 0')
  if (state === 'unanswered') add("status = 'ISSUED' AND answered_revision < revision")
  if (state === 'parked') add('key IN (SELECT value FROM json_each(?))', JSON.stringify(parked))
  const place = /^(\d+)\.(\d+)$/.exec(after ?? '')
  if (place) add('(touched_at, orders.id) < (?, ?)', Number(place[1]), Number(place[2]))

  const rows = database
    .prepare(
      `SELECT ${COLUMNS} FROM orders LEFT JOIN suppliers ON suppliers.id = orders.supplier
        WHERE ${where.join(' AND ')} ORDER BY touched_at DESC, orders.id DESC LIMIT ?`,
    )
    .all(...values, pageSize + 1) as unknown as FoundRow[]
  const page = rows.slice(0, pageSize)
  const last = page.at(-1)
  return {
    orders: page,
    next: last && rows.length > pageSize ? `${last.touchedAt}.${last.id}` : undefined,
  }
}

/** One order by its key; undefined when nothing was ever heard of it. */
export function findOrder(database: DatabaseSync, key: string): FoundRow | undefined {
  return database
    .prepare(
      `SELECT ${COLUMNS} FROM orders LEFT JOIN suppliers ON suppliers.id = orders.supplier WHERE key = ?`,
    )
    .get(key) as FoundRow | undefined
}
