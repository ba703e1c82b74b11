/** Where an order stands. An order on hold or confirmed can still move on; received, cancelled and closed are the end. */
export const statuses = [
  'issued',
  'confirmed',
  'rejected',
  'on_hold',
  'shipped',
  'partially_received',
  'received',
  'cancelled',
  'closed',
] as const
export type Status = (typeof statuses)[number]

export const orderResponseCodes = ['AB', 'AP', 'CA', 'RE'] as const
export const lineResponseCodes = ['1', '3', '5', '7', '42'] as const

/** A purchase order as this ERP stores and sends it. Decimals are strings, dates `YYYY-MM-DD`, instants RFC 3339 UTC with microseconds. */
export interface OrderDocument {
  readonly number: string
  /** Grows with every change; the ETag. */
  readonly version: number
  /** Grows only when the buyer's side changes what is ordered. */
  readonly revision: number
  readonly status: Status
  readonly created_at: string
  readonly updated_at: string
  readonly supplier: { readonly code: string; readonly name: string }
  readonly buyer: string | null
  readonly order_date: string
  readonly ship_method: string | null
  readonly currency: string
  readonly note: string | null
  readonly subtotal: string
  readonly tax: string
  readonly freight: string
  readonly lines: readonly OrderLine[]
  readonly supplier_response: {
    readonly code: (typeof orderResponseCodes)[number]
    readonly revision: number
    readonly reason: string | null
  } | null
  readonly stock_confirmation: { readonly code: string; readonly revision: number } | null
  readonly shipments: readonly {
    readonly id: string
    readonly shipped_on: string
    readonly carrier: string | null
  }[]
  readonly goods_receipts: readonly { readonly id: string; readonly received_on: string }[]
  /** Every update the ERP applied, in order; one that came twice stands here twice. */
  readonly applied_updates: readonly {
    readonly id: string
    /** What it held: `goods_receipt`, or several joined by `+`. */
    readonly kind: string
    readonly partner: string | null
    readonly at: string
  }[]
}

export interface OrderLine {
  readonly line_no: number
  readonly product: { readonly number: string; readonly name: string }
  readonly unit: string
  readonly quantity: string
  readonly unit_price: string
  readonly due_date: string | null
  readonly response_code: (typeof lineResponseCodes)[number] | null
  readonly confirmed_quantity: string | null
  readonly confirmed_price: string | null
  readonly promised_date: string | null
  readonly supplier_backordered_quantity: string | null
  readonly reserved_quantity: string | null
  readonly backordered_quantity: string | null
  readonly available_on: string | null
  readonly shipped_quantity: string
  readonly received_quantity: string
  readonly rejected_quantity: string
}
