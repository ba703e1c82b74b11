import type { OrderLine } from '@channel-adapter/contracts'
import { date, decimal, filledText, MappingFault } from '../../mapping/fields.ts'
import { type FieldConfig, lineCodes, type OrderConfig } from './config-order.ts'
import { compile } from './expression.ts'
import {
  asText,
  codeOrNullTaker,
  evaluated,
  optional,
  partyTaker,
  type Prepare,
  type Taker,
  taker,
} from './takers.ts'

/** The lines of a document, each with the expressions over it. */
export function linesTaker(
  config: OrderConfig['lines'],
  textOf: (field: FieldConfig) => Taker<string>,
  decimalOf: (field: FieldConfig) => Taker<string>,
  asDay: Prepare,
): (document: unknown) => Promise<OrderLine[]> {
  const each = compile(config.each)
  const maybeDecimal = (field: FieldConfig | undefined) => optional(field, asText, decimal)
  const maybeDay = (field: FieldConfig | undefined) => optional(field, asDay, date)
  const takers: { [Field in keyof OrderLine]: Taker<OrderLine[Field]> } = {
    line: taker(config.line, asText, filledText),
    product: partyTaker(config.product, textOf),
    unit: textOf(config.unit),
    quantity: decimalOf(config.quantity),
    unitPrice: decimalOf(config.unitPrice),
    dueDate: maybeDay(config.dueDate),
    responseCode:
      config.responseCode === undefined
        ? () => Promise.resolve(null)
        : codeOrNullTaker(config.responseCode, lineCodes),
    confirmedQuantity: maybeDecimal(config.confirmedQuantity),
    confirmedPrice: maybeDecimal(config.confirmedPrice),
    promisedDate: maybeDay(config.promisedDate),
    supplierBackorderedQuantity: maybeDecimal(config.supplierBackorderedQuantity),
    reservedQuantity: maybeDecimal(config.reservedQuantity),
    backorderedQuantity: maybeDecimal(config.backorderedQuantity),
    availableOn: maybeDay(config.availableOn),
    shippedQuantity: decimalOf(orZero(config.shippedQuantity)),
    receivedQuantity: decimalOf(orZero(config.receivedQuantity)),
    rejectedQuantity: decimalOf(orZero(config.rejectedQuantity)),
  }
  const fields = Object.entries(takers) as [string, Taker<unknown>][]
  return async (document) => {
    const found = await evaluated(each, document, '/lines')
    // JSONata gives nothing for an empty array, and a single line for itself.
    const rows: unknown[] =
      found === undefined || found === null ? [] : Array.isArray(found) ? found : [found]
    const lines: OrderLine[] = []
    const seen = new Set<string>()
    for (const [index, row] of rows.entries()) {
      const line: Record<string, unknown> = {}
      for (const [name, take] of fields) line[name] = await take(row, `/lines/${index}/${name}`)
      const taken = line as unknown as OrderLine
      if (seen.has(taken.line)) {
        throw new MappingFault(
          `/lines/${index}/line`,
          `must occur once, not again ${JSON.stringify(taken.line)}`,
        )
      }
      seen.add(taken.line)
      lines.push(taken)
    }
    return lines
  }
}

function orZero(field: FieldConfig | undefined): FieldConfig {
  return field === undefined
    ? '"0"'
    : typeof field === 'string'
      ? { from: field, missing: '0' }
      : { missing: '0', ...field }
}
