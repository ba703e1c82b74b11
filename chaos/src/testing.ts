import type { Order, OrderUpdate, OrderUpdateOutcome, UpdateKind } from '@channel-adapter/contracts'
import { type ErpOrderFact, type JournalEntry, Ledger } from '@channel-adapter/ledger'
import type { Facts } from './facts.ts'

export const SOURCE = 'erp'

/** What happened to order 1, as the ERP and the topics tell it; each method adds to what is told. */
export class Story {
  readonly journal: JournalEntry[] = []
  readonly topics = new Ledger()
  readonly inbox = new Ledger()
  order: ErpOrderFact = {
    number: '1',
    version: 0,
    revision: 1,
    status: 'received',
    subtotal: '10',
    supplier_response: { revision: 1 },
    stock_confirmation: { revision: 1 },
    shipments: [{ id: 's' }],
    goods_receipts: [{ id: 'g' }],
    applied_updates: [],
    lines: [{ quantity: '4', shipped_quantity: '0', received_quantity: '0', rejected_quantity: '0' }],
  }
  #offset = 0n

  /** The ERP changes the order, by an update or by its clerk. */
  changed(updateId: string | null = null): this {
    const version = this.order.version + 1
    this.order = { ...this.order, version }
    this.journal.push({
      seq: this.journal.length + 1,
      number: '1',
      version,
      revision: this.order.revision,
      actor: updateId === null ? 'clerk' : 'connector',
      update_id: updateId,
    })
    return this
  }

  published(version = this.order.version, revision = this.order.revision): this {
    const order = { source: SOURCE, number: '1', version: String(version), revision } as Order
    return this.#noted((ledger, place) => ledger.noteOrder(order, place))
  }

  /** A goods receipt of so many pieces is on the update topic. */
  sent(id: string, receivedQuantity = '0'): this {
    const update = {
      id,
      source: SOURCE,
      number: '1',
      goodsReceipt: { lines: [{ line: '1', receivedQuantity, rejectedQuantity: '0' }] },
    } as OrderUpdate
    return this.#noted((ledger, place) => ledger.noteUpdate(update, place))
  }

  told(updateId: string, result: OrderUpdateOutcome['result']): this {
    const kind: UpdateKind = 'GOODS_RECEIPT'
    const outcome = { updateId, result, kind, source: SOURCE, number: '1' } as OrderUpdateOutcome
    return this.#noted((ledger, place) => ledger.noteOutcome(outcome, place))
  }

  facts(others: Partial<Facts> = {}): Facts {
    return {
      source: SOURCE,
      erp: { orders: [this.order], journal: this.journal },
      topics: this.topics,
      inbox: this.inbox,
      acknowledged: new Set(),
      stored: new Map(),
      putAside: [],
      parked: [],
      ...others,
    }
  }

  #noted(note: (ledger: Ledger, place: { partition: number; offset: bigint }) => void): this {
    const place = { partition: 0, offset: this.#offset++ }
    note(this.topics, place)
    note(this.inbox, place)
    return this
  }
}
