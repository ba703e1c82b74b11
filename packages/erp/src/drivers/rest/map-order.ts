import { createHash } from 'node:crypto'
import { fromMicros, type Order, type OrderLine } from '@channel-adapter/contracts'
import {
  code,
  date,
  decimal,
  type Fields,
  filledText,
  instant,
  int,
  MappingFault,
  orNull,
  type Reader,
  text,
} from '../../mapping/fields.ts'
import {
  type CodedConfig,
  type FieldConfig,
  lineCodes,
  type OrderConfig,
  responseCodes,
  statuses,
  stockCodes,
} from './config-order.ts'
import { exactTimes, exactTotal } from './exact-functions.ts'
import { type Bindings, compile, type Expression } from './expression.ts'
import { dayOf, parseMoment } from './moment.ts'

/** Makes one field of an order out of a document. @throws {MappingFault} with the field's JSON Pointer */
type Taker<T> = (document: unknown, at: string, bindings?: Bindings) => Promise<T>

/** What a value of the ERP is made into before it is read strictly. */
type Prepare = (value: unknown) => unknown

/** A whole number of the ERP is as good as its text: an order's number, a quantity. */
const asText: Prepare = (value) =>
  typeof value === 'string' || Number.isSafeInteger(value) || typeof value === 'boolean'
    ? String(value)
    : value
const asNumber: Prepare = (value) =>
  typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value

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

function linesTaker(
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

function partyTaker(
  config: { id: FieldConfig; name?: FieldConfig | undefined },
  textOf: (field: FieldConfig) => Taker<string>,
): Taker<{ id: string; name: string }> {
  const id = textOf(config.id)
  const name = optional(config.name, asText, text)
  return async (document, at) => {
    const taken = await id(document, `${at}/id`)
    return { id: taken, name: (await name(document, `${at}/name`)) ?? taken }
  }
}

/** An answer recorded in the order: none where its code is missing. */
function answerTaker<Code extends string>(
  config: { code: CodedConfig; revision?: FieldConfig | undefined } | undefined,
  ours: readonly Code[],
): (document: unknown, at: string, revision: number) => Promise<{ code: Code; revision: number } | null> {
  if (!config) return () => Promise.resolve(null)
  const codeOf = codeOrNullTaker(config.code, ours)
  const revisionOf = optional(config.revision, asNumber, int)
  return async (document, at, revision) => {
    const taken = await codeOf(document, `${at}/code`)
    if (taken === null) return null
    return { code: taken, revision: (await revisionOf(document, `${at}/revision`)) ?? revision }
  }
}

const isMissing = (value: unknown) => value === undefined || value === null || value === ''
const partsOf = <Parts extends { readonly from: string }>(
  field: string | Parts,
): Parts | { readonly from: string } => (typeof field === 'string' ? { from: field } : field)

function taker<T>(field: FieldConfig, prepare: Prepare, read: Reader<T>): Taker<T> {
  const { from, missing }: Exclude<FieldConfig, string> = partsOf(field)
  const expression = compile(from)
  return async (document, at, bindings) => {
    const found = await evaluated(expression, document, at, bindings)
    return readAt(read, prepare(isMissing(found) && missing !== undefined ? missing : found), at, from)
  }
}

function optional<T>(field: FieldConfig | undefined, prepare: Prepare, read: Reader<T>): Taker<T | null> {
  if (field === undefined) return () => Promise.resolve(null)
  const reader = orNull(read)
  return taker(field, (value) => (isMissing(value) ? null : prepare(value)), reader)
}

function codeTaker<Code extends string>(field: CodedConfig, ours: readonly Code[]): Taker<Code> {
  const take = codeOrNullTaker(field, ours)
  return async (document, at, bindings) => {
    const taken = await take(document, at, bindings)
    if (taken !== null) return taken
    throw new MappingFault(at, `must be a code, not missing${mappedFrom(partsOf(field).from)}`)
  }
}

/** @param ours the codes that a value may be where the configuration has no table */
function codeOrNullTaker<Code extends string>(field: CodedConfig, ours: readonly Code[]): Taker<Code | null> {
  const { from, codes, otherwise, missing } = partsOf(field) as Partial<Exclude<CodedConfig, string>> & {
    from: string
  }
  // The schema lets only our codes into the table.
  const table = new Map(
    (codes && Object.keys(codes).length > 0 ? Object.entries(codes) : ours.map((own) => [own, own])) as [
      string,
      Code,
    ][],
  )
  const expression = compile(from)
  const read = code(table)
  return async (document, at, bindings) => {
    const found = await evaluated(expression, document, at, bindings)
    if (isMissing(found)) return (missing as Code | undefined) ?? null
    const key = asText(found)
    if (otherwise !== undefined && !table.has(key as string)) return otherwise as Code
    return readAt(read, key, at, from)
  }
}

async function evaluated(
  expression: Expression,
  document: unknown,
  at: string,
  bindings?: Bindings,
): Promise<unknown> {
  try {
    return await expression(document, bindings)
  } catch (error) {
    throw new MappingFault(
      at,
      `cannot be mapped: ${(error as Error).message}${mappedFrom(expression.source)}`,
    )
  }
}

function readAt<T>(read: Reader<T>, value: unknown, at: string, from: string): T {
  const end = at.lastIndexOf('/')
  const fields: Fields = { [at.slice(end + 1)]: value }
  try {
    return read(fields, at.slice(end + 1), at.slice(0, end))
  } catch (error) {
    if (!(error instanceof MappingFault)) throw error
    const hint =
      typeof value === 'number'
        ? '; it was calculated as a float: use $plus, $minus, $times, $over or $total'
        : ''
    throw new MappingFault(error.path, `${error.reason}${mappedFrom(from)}${hint}`)
  }
}

const mappedFrom = (source: string) =>
  `, mapped from ${source.length <= 80 ? source : `${source.slice(0, 79)}…`}`

function orZero(field: FieldConfig | undefined): FieldConfig {
  return field === undefined
    ? '"0"'
    : typeof field === 'string'
      ? { from: field, missing: '0' }
      : { missing: '0', ...field }
}

function subtotalOf(lines: readonly OrderLine[]): string {
  const sum = exactTotal(lines.map(({ quantity, unitPrice }) => exactTimes(quantity, unitPrice)))
  return readAt(decimal, sum, '/subtotal', 'the sum of the lines; map it where the ERP rounds')
}

function fingerprintOf(order: Order): string {
  return createHash('sha256').update(JSON.stringify(order)).digest('base64url').slice(0, 22)
}
