import type { Tryton } from '@channel-adapter/local-tryton'
import { patient } from '../../../testing/reading.ts'
import type { DeskLine, ErpDesk } from '../../../testing/desk.ts'
import { trytonConfig } from '../config.ts'
import { connectRpc } from '../rpc.ts'
import { plainDate } from '../values.ts'
import type { WayToTryton } from './way-to-tryton.ts'

interface Row {
  readonly id: number
  readonly [field: string]: unknown
}

/** What the desk does beside ErpDesk. */
export interface TrytonDesk extends ErpDesk {
  /** Changes a line as an import does, past the order. */
  editLine(number: string): Promise<void>
  /** The order's moves of goods, oldest first. */
  stockOf(number: string): Promise<{ state: string; quantity: string }[]>
  /** The days that its moves are planned for, by their state. */
  plannedOf(number: string): Promise<Record<string, unknown>>
  /** The days on which its lines are delivered. */
  deliveryOf(number: string): Promise<unknown[]>
  /** Forgets who is signed in. */
  endSessions(): Promise<void>
  close(): Promise<void>
}

/** The hand in a Tryton: what its own client calls, and its database for moments that no call gives. */
export function trytonDesk(tryton: Tryton, way: WayToTryton): TrytonDesk {
  const { url, database, user, password } = tryton
  const settings = { id: 'desk', kind: 'tryton', url, database, user, password, timeoutMs: 20_000 }
  const rpc = connectRpc(trytonConfig.parse(settings))
  const call = (method: string, ...parameters: unknown[]) =>
    rpc.call(method, parameters, { intent: 'write', signal: patient })
  const search = async (model: string, domain: unknown[], fields: string[]) =>
    (await call(`${model}.search_read`, domain, 0, null, null, fields)) as Row[]
  const rowOf = async (number: string, fields: string[]) => {
    const [row] = await search('purchase.purchase', [['number', '=', number]], fields)
    if (!row) throw new Error(`no order ${number}`)
    return row
  }
  let goods: Promise<{ company: Row; party: Row; address: Row; product: Row; term: Row }> | undefined

  async function readGoods() {
    const [[company], [party], [product], [term]] = await Promise.all([
      search('company.company', [], ['currency']),
      search('party.party', [['code', '=', '1578']], ['code']),
      search('product.product', [['code', '=', 'CA-5965']], ['default_uom']),
      search('account.invoice.payment_term', [], ['name']),
    ])
    if (!company || !party || !product || !term) throw new Error('the database is not seeded')
    const [address] = await search('party.address', [['party', '=', party.id]], ['party'])
    if (!address) throw new Error('the supplier has no address')
    return { company, party, address, product, term }
  }

  return {
    // As many digits as its unit and its prices have; a quantity is a float in Tryton.
    exactLines: [
      { quantity: '123456789.0001', unitPrice: '0.1' },
      { quantity: '0.1', unitPrice: '12345678901.1234' },
    ],
    async addOrder(lines) {
      const { company, party, address, product, term } = await (goods ??= readGoods())
      const made = (await call('purchase.purchase.create', [
        {
          company: company.id,
          currency: company['currency'],
          party: party.id,
          invoice_party: party.id,
          invoice_address: address.id,
          payment_term: term.id,
          lines: [['create', lines.map((line) => lineOf(line, product))]],
        },
      ])) as number[]
      await call('purchase.purchase.quote', made)
      const [row] = await search('purchase.purchase', [['id', 'in', made]], ['number'])
      return String(row?.['number'])
    },
    async edit(number) {
      const { id, lines } = await rowOf(number, ['lines'])
      await call('purchase.purchase.draft', [id])
      await call('purchase.line.write', lines, { quantity: 12 })
      await call('purchase.purchase.quote', [id])
    },
    async numbers() {
      const rows = await search('purchase.purchase', [['number', '!=', null]], ['number'])
      return rows.map((row) => String(row['number']))
    },
    async shareMoment(count) {
      while ((await this.numbers()).length < count) await this.addOrder([{ quantity: '1', unitPrice: '1' }])
      await tryton.execute(`UPDATE purchase_purchase SET write_date = (SELECT max(write_date) FROM purchase_purchase)
        WHERE id IN (SELECT id FROM purchase_purchase WHERE number IS NOT NULL ORDER BY id LIMIT ${count});
        UPDATE purchase_line SET write_date = NULL`)
    },
    async addLate(millisecondsAgo) {
      const number = await this.addOrder([{ quantity: '1', unitPrice: '1' }])
      const { id } = await rowOf(number, [])
      const [newest] = await tryton.rows(
        `SELECT max(write_date) AS at FROM purchase_purchase WHERE id <> ${id}`,
      )
      const at = new Date(Date.parse(`${String(newest?.['at']).replace(' ', 'T')}Z`) - millisecondsAgo)
      const text = at.toISOString().replace('T', ' ').replace('Z', '000')
      await tryton.execute(`UPDATE purchase_purchase SET write_date = '${text}' WHERE id = ${id};
        UPDATE purchase_line SET write_date = '${text}' WHERE purchase = ${id}`)
      return number
    },
    cutNextWrite(_, when) {
      way.cutNext({ method: 'model.purchase.purchase.write', when })
      return Promise.resolve()
    },
    throttle: (seconds) => Promise.resolve(way.throttle(seconds)),
    endFaults: () => Promise.resolve(way.endFaults()),
    raw: (number) =>
      rowOf(number, [
        'state',
        'revision',
        '_timestamp',
        'lines._timestamp',
        'lines.quantity',
        'notes.message',
      ]),
    async editLine(number) {
      const { lines } = await rowOf(number, ['lines'])
      await call('purchase.line.write', lines, { quantity: 11 })
    },
    async stockOf(number) {
      const moves = await movesOf(number)
      return moves.map(({ state, quantity }) => ({ state: String(state), quantity: String(quantity) }))
    },
    async plannedOf(number) {
      const moves = await movesOf(number)
      return Object.fromEntries(moves.map(({ state, planned_date: day }) => [state, plainDate(day)]))
    },
    async deliveryOf(number) {
      const row = await rowOf(number, ['lines.delivery_date'])
      return (row['lines.'] as Row[]).map(({ delivery_date: day }) => plainDate(day))
    },
    endSessions: () => tryton.execute('DELETE FROM ir_session'),
    close: () => rpc.close(),
  }

  async function movesOf(number: string): Promise<Row[]> {
    const fields = ['state', 'quantity', 'planned_date']
    const moves = await search('stock.move', [['purchase.number', '=', number]], fields)
    return moves.toSorted((a, b) => a.id - b.id)
  }
}

function lineOf({ quantity, unitPrice }: DeskLine, product: Row) {
  return {
    product: product.id,
    unit: product['default_uom'],
    quantity: Number(quantity),
    unit_price: { __class__: 'Decimal', decimal: unitPrice },
  }
}
