import type { Order, OrderLine } from '@channel-adapter/contracts'
import {
  code,
  date,
  decimal,
  type Fields,
  fieldsOf,
  filledText,
  instant,
  int,
  list,
  MappingFault,
  object,
  orNull,
  text,
} from '../../mapping/fields.ts'
import type { ErpOrder } from '../../port.ts'

const status = code<Order['status']>(
  new Map([
    ['issued', 'ISSUED'],
    ['confirmed', 'CONFIRMED'],
    ['rejected', 'REJECTED'],
    ['on_hold', 'ON_HOLD'],
    ['shipped', 'SHIPPED'],
    ['partially_received', 'PARTIALLY_RECEIVED'],
    ['received', 'RECEIVED'],
    ['cancelled', 'CANCELLED'],
    ['closed', 'CLOSED'],
  ]),
)

/** The ERP keeps these codes as we do (UNCL 1225); a table says which of them, whatever else it may come to hold. */
const sameCode = <Code extends string>(...codes: Code[]) =>
  code<Code>(new Map(codes.map((known) => [known, known])))
const responseCode = sameCode('AB', 'AP', 'CA', 'RE')
const lineResponseCode = orNull(sameCode('1', '3', '5', '7', '42'))
const stockCode = sameCode('FULL', 'PARTIAL', 'BACKORDERED')

const textOrNull = orNull(text)
const decimalOrNull = orNull(decimal)
const dateOrNull = orNull(date)

const supplier = object((from, at) => ({ id: text(from, 'code', at), name: text(from, 'name', at) }))
const product = object((from, at) => ({ id: text(from, 'number', at), name: text(from, 'name', at) }))
const response = orNull(
  object((from, at) => ({
    code: responseCode(from, 'code', at),
    revision: int(from, 'revision', at),
    reason: textOrNull(from, 'reason', at),
  })),
)
const stockConfirmation = orNull(
  object((from, at) => ({ code: stockCode(from, 'code', at), revision: int(from, 'revision', at) })),
)
const orderLines = list<OrderLine>((from, at) => ({
  line: String(int(from, 'line_no', at)),
  product: product(from, 'product', at),
  unit: text(from, 'unit', at),
  quantity: decimal(from, 'quantity', at),
  unitPrice: decimal(from, 'unit_price', at),
  dueDate: dateOrNull(from, 'due_date', at),
  responseCode: lineResponseCode(from, 'response_code', at),
  confirmedQuantity: decimalOrNull(from, 'confirmed_quantity', at),
  confirmedPrice: decimalOrNull(from, 'confirmed_price', at),
  promisedDate: dateOrNull(from, 'promised_date', at),
  supplierBackorderedQuantity: decimalOrNull(from, 'supplier_backordered_quantity', at),
  reservedQuantity: decimalOrNull(from, 'reserved_quantity', at),
  backorderedQuantity: decimalOrNull(from, 'backordered_quantity', at),
  availableOn: dateOrNull(from, 'available_on', at),
  shippedQuantity: decimal(from, 'shipped_quantity', at),
  receivedQuantity: decimal(from, 'received_quantity', at),
  rejectedQuantity: decimal(from, 'rejected_quantity', at),
}))
const appliedUpdates = list((from, at) => filledText(from, 'id', at))

/**
 * The ERP's document as an order.
 * @param source the connection's id
 * @throws {MappingFault} at the first field that cannot be one
 */
export function mapOrder(document: unknown, source: string): Order {
  return orderFrom(fieldsOf(document, ''), source)
}

/**
 * The same with the ids of the updates that the ERP holds.
 * @throws {MappingFault}
 */
export function mapErpOrder(document: unknown, source: string): ErpOrder {
  const fields = fieldsOf(document, '')
  return {
    order: orderFrom(fields, source),
    appliedUpdates: new Set(appliedUpdates(fields, 'applied_updates', '')),
  }
}

function orderFrom(from: Fields, source: string): Order {
  return {
    source,
    number: filledText(from, 'number', ''),
    version: String(int(from, 'version', '')),
    revision: int(from, 'revision', ''),
    status: status(from, 'status', ''),
    changedAt: instant(from, 'updated_at', ''),
    orderDate: date(from, 'order_date', ''),
    supplier: supplier(from, 'supplier', ''),
    buyer: textOrNull(from, 'buyer', ''),
    currency: text(from, 'currency', ''),
    shipMethod: textOrNull(from, 'ship_method', ''),
    note: textOrNull(from, 'note', ''),
    subtotal: decimal(from, 'subtotal', ''),
    tax: decimalOrNull(from, 'tax', ''),
    freight: decimalOrNull(from, 'freight', ''),
    response: response(from, 'supplier_response', ''),
    stockConfirmation: stockConfirmation(from, 'stock_confirmation', ''),
    lines: distinctLines(from),
  }
}

/** A contract holds no line twice: such an order would be refused later, and its page with it. */
function distinctLines(from: Fields): OrderLine[] {
  const lines = orderLines(from, 'lines', '')
  const seen = new Set<string>()
  lines.forEach(({ line }, index) => {
    if (seen.has(line))
      throw new MappingFault(`/lines/${index}/line_no`, `must occur once, not again ${line}`)
    seen.add(line)
  })
  return lines
}
