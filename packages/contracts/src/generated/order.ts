// Generated from schemas/order/1.avsc by `pnpm contracts:generate`: change the schema, not this file.

import type { Decimal } from '../decimal.ts'

import type { DateOnly, Instant } from '../instant.ts'

/** A party to the order. */
export interface Party {
  /** The party's number in the ERP (UBL PartyIdentification/ID). */
  id: string
  /** The party's name (UBL PartyName/Name). */
  name: string
}

/** The supplier's latest response that the ERP holds. */
export interface RecordedResponse {
  /** AB: received, an answer follows; AP: accepted; CA: accepted with changes; RE: rejected (UNCL 1225, Peppol BIS Ordering 3; UBL OrderResponseCode). */
  code: 'AB' | 'AP' | 'CA' | 'RE'
  /** The revision it answers. */
  revision: number
  /** Why, in the supplier's words (UBL Note). */
  reason: string | null
}

/** The inventory system's latest confirmation that the ERP holds. */
export interface RecordedStockConfirmation {
  /** FULL: every line in full; PARTIAL: some of it; BACKORDERED: nothing now. */
  code: 'FULL' | 'PARTIAL' | 'BACKORDERED'
  /** The revision it answers. */
  revision: number
}

/** What is ordered. */
export interface Product {
  /** Product number (UBL Item/SellersItemIdentification). */
  id: string
  /** Product name (UBL Item/Name). */
  name: string
}

/** One line of the order, with the answers to it so far (UBL OrderLine/LineItem). */
export interface OrderLine {
  /** The line's number in the ERP (UBL LineItem/ID). */
  line: string
  /** What is ordered (UBL Item). */
  product: Product
  /** Unit of measure, the ERP's code (UBL Quantity/@unitCode). */
  unit: string
  /** Ordered quantity (UBL Quantity). */
  quantity: Decimal
  /** Price of one unit (UBL Price/PriceAmount). */
  unitPrice: Decimal
  /** When it is wanted (UBL RequestedDeliveryPeriod). */
  dueDate: DateOnly | null
  /** 1: added; 3: changed; 5: accepted without amendment; 7: not accepted; 42: already delivered (UNCL 1225, Peppol BIS Ordering 3; UBL LineStatusCode). */
  responseCode: '1' | '3' | '5' | '7' | '42' | null
  /** Quantity that the supplier confirmed. */
  confirmedQuantity: Decimal | null
  /** Unit price that the supplier confirmed. */
  confirmedPrice: Decimal | null
  /** When the supplier promises it (UBL PromisedDeliveryPeriod). */
  promisedDate: DateOnly | null
  /** Quantity that the supplier will send later (UBL BackorderQuantity). */
  supplierBackorderedQuantity: Decimal | null
  /** Quantity that the inventory system holds for the line. */
  reservedQuantity: Decimal | null
  /** Quantity that the inventory system lacks. */
  backorderedQuantity: Decimal | null
  /** When the inventory system expects the rest. */
  availableOn: DateOnly | null
  /** Quantity shipped so far (DESADV, X12 856). */
  shippedQuantity: Decimal
  /** Quantity received so far, rejected pieces included (UBL ReceivedQuantity). */
  receivedQuantity: Decimal
  /** Quantity rejected at receipt so far (UBL RejectedQuantity). */
  rejectedQuantity: Decimal
}

/** A purchase order as the ERP holds it, whole: what the buyer ordered and what has been answered, shipped and received so far (EDIFACT ORDERS, X12 850, UBL Order). The message key is source:number. */
export interface Order {
  /** The ERP connection that holds the order; with number the order's key everywhere. */
  source: string
  /** The order's number in that ERP (UBL Order/ID). */
  number: string
  /** The ERP's version of the order (ETag, timestamp, counter): opaque, changes with every change. An answer names the version it answers. */
  version: string
  /** Grows only when the buyer's side changes what is ordered, never by an answer written back. A partner answers a revision once (UBL Order/SequenceNumber, OrderChange). */
  revision: number
  /** Where the order stands in the ERP. */
  status: 'ISSUED' | 'CONFIRMED' | 'REJECTED' | 'ON_HOLD' | 'SHIPPED' | 'PARTIALLY_RECEIVED' | 'RECEIVED' | 'CANCELLED' | 'CLOSED'
  /** When the ERP last changed the order, by the ERP's clock. */
  changedAt: Instant
  /** Date of issue (UBL IssueDate). */
  orderDate: DateOnly
  /** Who is to deliver (UBL SellerSupplierParty). */
  supplier: Party
  /** Who ordered, as the ERP names them (UBL BuyerCustomerParty/Contact). */
  buyer: string | null
  /** ISO 4217 code of all amounts (UBL DocumentCurrencyCode). */
  currency: string
  /** How the goods are to travel (UBL Delivery/Shipment). */
  shipMethod: string | null
  /** Free text on the order (UBL Note). */
  note: string | null
  /** Sum of the lines before tax and freight (UBL LineExtensionAmount). */
  subtotal: Decimal
  /** Tax on the order (UBL TaxTotal/TaxAmount). */
  tax: Decimal | null
  /** Freight charged on the order (UBL ChargeTotalAmount). */
  freight: Decimal | null
  /** The supplier's answer, once the ERP has it (ORDRSP, X12 855). */
  response: RecordedResponse | null
  /** What the inventory system confirmed, once the ERP has it. */
  stockConfirmation: RecordedStockConfirmation | null
  /** The lines, in the ERP's order. */
  lines: OrderLine[]
}
