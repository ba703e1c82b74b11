// Generated from schemas/order-update/1.avsc by `pnpm contracts:generate`: change the schema, not this file.

import type { Decimal } from '../decimal.ts'

import type { DateOnly, Instant } from '../instant.ts'

/** The answer to one line. */
export interface ResponseLine {
  /** The line's number (UBL LineItem/ID). */
  line: string
  /** 1: added; 3: changed; 5: accepted without amendment; 7: not accepted; 42: already delivered (UNCL 1225, Peppol BIS Ordering 3; UBL LineStatusCode). */
  code: '1' | '3' | '5' | '7' | '42'
  /** Quantity confirmed (UBL Quantity). */
  quantity: Decimal | null
  /** Unit price confirmed (UBL Price/PriceAmount). */
  unitPrice: Decimal | null
  /** When it is promised (UBL PromisedDeliveryPeriod). */
  promisedDate: DateOnly | null
  /** Quantity to come later (UBL BackorderQuantity). */
  backorderedQuantity: Decimal | null
}

/** The supplier's answer to the order (ORDRSP, X12 855, UBL OrderResponse). */
export interface SupplierResponse {
  /** AB: received, an answer follows; AP: accepted; CA: accepted with changes; RE: rejected (UNCL 1225, Peppol BIS Ordering 3; UBL OrderResponseCode). */
  code: 'AB' | 'AP' | 'CA' | 'RE'
  /** Why, for a person to read (UBL Note). */
  reason: string | null
  /** The answer line by line. */
  lines: ResponseLine[]
}

/** The stock held for one line. */
export interface StockLine {
  /** The line's number. */
  line: string
  /** Quantity held for the line. */
  reservedQuantity: Decimal
  /** Quantity that is lacking. */
  backorderedQuantity: Decimal
  /** Where the stock is held. */
  location: string | null
  /** When the rest is expected. */
  availableOn: DateOnly | null
}

/** An inventory system's check of the order against its stock. */
export interface StockConfirmation {
  /** FULL: every line in full; PARTIAL: some of it; BACKORDERED: nothing now. */
  code: 'FULL' | 'PARTIAL' | 'BACKORDERED'
  /** The stock line by line. */
  lines: StockLine[]
}

/** What of one line is in the shipment. */
export interface ShippedLine {
  /** The line's number. */
  line: string
  /** Quantity shipped (UBL DeliveredQuantity). */
  quantity: Decimal
}

/** Goods are on their way (DESADV, X12 856, UBL DespatchAdvice). */
export interface ShippingNotice {
  /** The supplier's number of the shipment (UBL Shipment/ID). */
  shipmentId: string
  /** When it left (UBL ActualDespatchDate). */
  shippedOn: DateOnly
  /** Who carries it (UBL CarrierParty). */
  carrier: string | null
  /** What is in the shipment. */
  lines: ShippedLine[]
}

/** What of one line arrived. */
export interface ReceivedLine {
  /** The line's number. */
  line: string
  /** Quantity that arrived, rejected pieces included (UBL ReceivedQuantity). */
  receivedQuantity: Decimal
  /** Quantity of it that was rejected (UBL RejectedQuantity). */
  rejectedQuantity: Decimal
  /** Why it was rejected (UBL RejectReason). */
  rejectReason: string | null
}

/** Goods have arrived (RECADV, X12 861, UBL ReceiptAdvice). */
export interface GoodsReceipt {
  /** The receiver's number of the receipt (UBL ReceiptAdvice/ID). */
  receiptId: string
  /** When they arrived (UBL ReceivedDate). */
  receivedOn: DateOnly
  /** What arrived. */
  lines: ReceivedLine[]
}

/** The order changed its status at the partner's side. */
export interface StatusChange {
  /** The status it now has. */
  status: 'ON_HOLD' | 'CANCELLED' | 'CLOSED'
  /** Why, for a person to read (UBL CancellationNote). */
  reason: string | null
}

/** What comes back about an order. Exactly one of response, stockConfirmation, shippingNotice, goodsReceipt and statusChange is present and says what kind of update it is. The message key is source:number. */
export interface OrderUpdate {
  /** Identity of the update, chosen by its sender: the same id is the same update and takes effect once. 1 to 200 characters; a UUID is a good choice. */
  id: string
  /** The order's source, as its snapshot gave it. */
  source: string
  /** The order's number, as its snapshot gave it. */
  number: string
  /** The version of the order that the sender had before it; lets the adapter write in one request. */
  orderVersion: string | null
  /** The revision of the order that is answered. */
  orderRevision: number
  /** Who sends it: the inventory system or supplier, by the name agreed with it. */
  partner: string
  /** When it happened, by the sender's clock. */
  occurredAt: Instant
  /** Set when this is a supplier's response. */
  response: SupplierResponse | null
  /** Set when this is an inventory system's stock confirmation. */
  stockConfirmation: StockConfirmation | null
  /** Set when this is a shipping notice. */
  shippingNotice: ShippingNotice | null
  /** Set when this is a goods receipt. */
  goodsReceipt: GoodsReceipt | null
  /** Set when this is a status change. */
  statusChange: StatusChange | null
}
