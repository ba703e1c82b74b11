import type { StockAtLocation } from '@channel-adapter/adventureworks'
import { addDecimals, compareDecimals, type Decimal, type OrderUpdate } from '@channel-adapter/contracts'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { prepareStatements, type Statements, tables } from './book-statements.ts'
import { type FreeStock, subtract } from './confirm-stock.ts'
import type { Holdings } from './decide.ts'

/** A quantity of a product for one line of an order. */
export interface LineQuantity {
  readonly line: string
  readonly product: string
  readonly quantity: Decimal
}

/**
 * The inventory system's own book: stock, reservations, and the answers given. An answer is booked together with what
 * it tells, and sent afterwards: a crash in between leaves it unsent in the book.
 */
export class Book {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  /**
   * @param file a database file, or `:memory:`
   * @param stock what lies where by product, for a book that is new
   */
  constructor(file: string, stock: ReadonlyMap<string, readonly StockAtLocation[]>) {
    this.#database = new DatabaseSync(file)
    this.#database.exec(tables)
    this.#statements = prepareStatements(this.#database)
    if (this.#database.prepare('SELECT 1 FROM stock LIMIT 1').get()) return
    this.transaction(() => {
      for (const [product, places] of stock) {
        const quantity = addDecimals(...places.map((place) => place.quantity))
        const [largest] = places.toSorted((a, b) => compareDecimals(b.quantity, a.quantity))
        this.#statements.putStock.run(product, quantity, largest?.location ?? null)
      }
    })
  }

  /** Does several things in the book, or none when one of them throws. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  holdings(key: string): Holdings {
    const order = this.#statements.order.get(key)
    const reserved = this.#reserved(key)
    return {
      confirmedRevision: Number(order?.['confirmed_revision'] ?? 0),
      received: order?.['received'] === 1,
      reserves: reserved.length > 0,
      free: (product) => {
        const stock = this.#stock(product)
        const own = reserved.filter((line) => line.product === product).map(({ quantity }) => quantity)
        return stock && { ...stock, quantity: addDecimals(stock.quantity, ...own) }
      },
    }
  }

  /** Replaces what is reserved for an order. */
  confirm(key: string, revision: number, reserved: readonly LineQuantity[]): void {
    this.release(key)
    for (const { line, product, quantity } of reserved) {
      if (compareDecimals(quantity, '0') === 0) continue
      this.#statements.reserve.run(key, line, product, quantity)
      this.#addStock(product, subtract('0', quantity))
    }
    this.#statements.confirmed.run(key, revision)
  }

  /** What was reserved until the goods came is free, and the goods join the stock. */
  receive(key: string, accepted: readonly LineQuantity[]): void {
    this.release(key)
    for (const { product, quantity } of accepted) this.#addStock(product, quantity)
    this.#statements.received.run(key)
  }

  release(key: string): void {
    for (const { product, quantity } of this.#reserved(key)) this.#addStock(product, quantity)
    this.#statements.release.run(key)
  }

  keepAnswer(key: string, update: OrderUpdate): void {
    this.#statements.keepAnswer.run(update.id, key, JSON.stringify(update))
  }

  /** The order's answers that are not known to be sent, in the order in which they were booked. */
  unsent(key: string): OrderUpdate[] {
    return this.#statements.unsent.all(key).map((row) => JSON.parse(text(row, 'content')) as OrderUpdate)
  }

  markSent(id: string): void {
    this.#statements.markSent.run(id)
  }

  /** What is free of a product, over all locations. */
  free(product: string): Decimal {
    return this.#stock(product)?.quantity ?? '0'
  }

  close(): void {
    this.#database.close()
  }

  #reserved(key: string): LineQuantity[] {
    return this.#statements.reserved.all(key).map((row) => ({
      line: text(row, 'line'),
      product: text(row, 'product'),
      quantity: text(row, 'quantity'),
    }))
  }

  #stock(product: string): FreeStock | undefined {
    const row = this.#statements.stock.get(product)
    if (!row) return undefined
    const location = row['location']
    return { quantity: text(row, 'free'), location: typeof location === 'string' ? location : null }
  }

  #addStock(product: string, quantity: Decimal): void {
    const { quantity: free, location } = this.#stock(product) ?? { quantity: '0', location: null }
    this.#statements.putStock.run(product, addDecimals(free, quantity), location)
  }
}

function text(row: Record<string, SQLOutputValue>, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`${column} is no text in the book`)
  return value
}
