import { createHash } from 'node:crypto'
import { fromMicros, type Order, type OrderLine } from '@channel-adapter/contracts'
import { date, decimal, filledText, instant, int, text } from '../../mapping/fields.ts'
import { type FieldConfig, type OrderConfig, responseCodes, statuses, stockCodes } from './config-order.ts'
import { exactTimes, exactTotal } from './exact-functions.ts'
import { linesTaker } from './map-lines.ts'
import { dayOf, parseMoment } from './moment.ts'
import {
  answerTaker,
  asNumber,
  asText,
  codeTaker,
  optional,
  partyTaker,
  type Prepare,
  readAt,
  taker,
} from './takers.ts'

/** Our fields from the ERP's documents, as a connection's configuration maps them. */
export interface OrderMapping {
  /**
   * @param etag the entity tag that came with the document
   * @throws {MappingFault} at the first field that cannot be mapped
   */
  order(document: unknown, etag?: string): Promise<Order>
  /** Only the number. @throws {MappingFault} */
  number(document: unknown): Promise<string>
}

export function compileOrder(config: OrderConfig, source: string, timeZone: string): OrderMapping {
  const asMoment: Prepare = (value) => {
    const moment = parseMoment(value, timeZone)
    return moment ? fromMicros(moment.micros) : value
  }
  const asDay: Prepare = (value) => dayOf(value, timeZone) ?? value
  const textOf = (field: FieldConfig) => taker(field, asText, text)
  const decimalOf = (field: FieldConfig) => taker(field, asText, decimal)

  const number = taker(config.number, asText, filledText)
  const version = config.version === undefined ? undefined : taker(config.version, asText, filledText)
  const revision = taker(config.revision ?? '1', asNumber, int)
  const status = codeTaker(config.status, statuses)
  const changedAt = config.changedAt === undefined ? undefined : taker(config.changedAt, asMoment, instant)
  const orderDate = taker(config.orderDate, asDay, date)
  const supplier = partyTaker(config.supplier, textOf)
  const currency = textOf(config.currency)
  const buyer = optional(config.buyer, asText, text)
  const shipMethod = optional(config.shipMethod, asText, text)
  const note = optional(config.note, asText, text)
  const subtotal = config.subtotal === undefined ? undefined : decimalOf(config.subtotal)
  const tax = optional(config.tax, asText, decimal)
  const freight = optional(config.freight, asText, decimal)
  const response = answerTaker(config.response, responseCodes)
  const stock = answerTaker(config.stockConfirmation, stockCodes)
  const reason = optional(config.response?.reason, asText, text)
  const lines = linesTaker(config.lines, textOf, decimalOf, asDay)

  return {
    number: (document) => number(document, '/number'),
    async order(document, etag) {
      const bindings = { etag }
      const ordered = await orderDate(document, '/orderDate', bindings)
      const atRevision = await revision(document, '/revision', bindings)
      const answered = await response(document, '/response', atRevision)
      const takenLines = await lines(document)
      const mapped = {
        source,
        number: await number(document, '/number', bindings),
        version: '',
        revision: atRevision,
        status: await status(document, '/status', bindings),
        changedAt: changedAt
          ? await changedAt(document, '/changedAt', bindings)
          : `${ordered}T00:00:00.000000Z`,
        orderDate: ordered,
        supplier: await supplier(document, '/supplier'),
        buyer: await buyer(document, '/buyer', bindings),
        currency: await currency(document, '/currency', bindings),
        shipMethod: await shipMethod(document, '/shipMethod', bindings),
        note: await note(document, '/note', bindings),
        subtotal: subtotal ? await subtotal(document, '/subtotal', bindings) : subtotalOf(takenLines),
        tax: await tax(document, '/tax', bindings),
        freight: await freight(document, '/freight', bindings),
        response: answered && {
          ...answered,
          reason: await reason(document, '/response/reason', bindings),
        },
        stockConfirmation: await stock(document, '/stockConfirmation', atRevision),
        lines: takenLines,
      }
      mapped.version = version ? await version(document, '/version', bindings) : fingerprintOf(mapped)
      return mapped
    },
  }
}

function subtotalOf(lines: readonly OrderLine[]): string {
  const sum = exactTotal(lines.map(({ quantity, unitPrice }) => exactTimes(quantity, unitPrice)))
  return readAt(decimal, sum, '/subtotal', 'the sum of the lines; map it where the ERP rounds')
}

function fingerprintOf(order: Order): string {
  return createHash('sha256').update(JSON.stringify(order)).digest('base64url').slice(0, 22)
}
