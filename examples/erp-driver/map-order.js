const STATES = [
  'ISSUED',
  'CONFIRMED',
  'REJECTED',
  'ON_HOLD',
  'SHIPPED',
  'PARTIALLY_RECEIVED',
  'RECEIVED',
  'CANCELLED',
  'CLOSED',
]

/** The ERP's document as an order of the adapter. Here are the names of both, and nothing else is about them. */
export function createMapping(source, { errors, fields }) {
  const { code, date, decimal, fieldsOf, filledText, instant, int, list, object, orNull, text } = fields
  const state = code(new Map(STATES.map((name) => [name, name])))
  const party = object((from, at) => ({ id: text(from, 'id', at), name: text(from, 'name', at) }))

  const line = (from, at) => ({
    line: filledText(from, 'no', at),
    product: party(from, 'product', at),
    unit: text(from, 'unit', at),
    quantity: decimal(from, 'quantity', at),
    unitPrice: decimal(from, 'price', at),
    dueDate: orNull(date)(from, 'due', at),
    responseCode: orNull(text)(from, 'answer', at),
    confirmedQuantity: orNull(decimal)(from, 'confirmed', at),
    confirmedPrice: orNull(decimal)(from, 'confirmedPrice', at),
    promisedDate: orNull(date)(from, 'promised', at),
    supplierBackorderedQuantity: orNull(decimal)(from, 'follows', at),
    reservedQuantity: orNull(decimal)(from, 'reserved', at),
    backorderedQuantity: orNull(decimal)(from, 'lacking', at),
    availableOn: orNull(date)(from, 'available', at),
    shippedQuantity: decimal(from, 'shipped', at),
    receivedQuantity: decimal(from, 'received', at),
    rejectedQuantity: decimal(from, 'rejected', at),
  })

  const order = (from) => ({
    source,
    number: filledText(from, 'id', ''),
    version: filledText(from, 'version', ''),
    revision: int(from, 'revision', ''),
    status: state(from, 'state', ''),
    changedAt: instant(from, 'changed', ''),
    orderDate: date(from, 'day', ''),
    supplier: party(from, 'supplier', ''),
    buyer: null,
    currency: text(from, 'currency', ''),
    shipMethod: null,
    note: null,
    subtotal: decimal(from, 'total', ''),
    tax: null,
    freight: null,
    response: orNull(
      object((answer, at) => ({
        code: text(answer, 'code', at),
        revision: int(answer, 'revision', at),
        reason: orNull(text)(answer, 'reason', at),
      })),
    )(from, 'response', ''),
    stockConfirmation: orNull(
      object((answer, at) => ({ code: text(answer, 'code', at), revision: int(answer, 'revision', at) })),
    )(from, 'stock', ''),
    lines: list(line)(from, 'lines', ''),
  })

  return {
    /** @throws {ErpUnreadable} where waiting cannot help: the ERP shows the order in another form */
    orderOf(document) {
      try {
        const from = fieldsOf(document, '')
        return { order: order(from), appliedUpdates: new Set(from.updates) }
      } catch (error) {
        throw new errors.ErpUnreadable(`an order of ${source}: ${error.message}`, error.path ?? '', {
          cause: error,
        })
      }
    },
    /** What is told of a document in a page that cannot be mapped; undefined when it can. */
    unreadable(document) {
      try {
        order(fieldsOf(document, ''))
        return undefined
      } catch (error) {
        const { path = '', reason = error.message } = error
        return { number: String(document?.id ?? ''), path, reason, raw: JSON.stringify(document) }
      }
    },
  }
}
