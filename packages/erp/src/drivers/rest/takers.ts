import { code, type Fields, int, MappingFault, orNull, type Reader, text } from '../../mapping/fields.ts'
import type { CodedConfig, FieldConfig } from './config-order.ts'
import { type Bindings, compile, type Expression } from './expression.ts'

/** Makes one field of an order out of a document. @throws {MappingFault} with the field's JSON Pointer */
export type Taker<T> = (document: unknown, at: string, bindings?: Bindings) => Promise<T>

/** What a value of the ERP is made into before it is read strictly. */
export type Prepare = (value: unknown) => unknown

/** A whole number of the ERP is as good as its text: an order's number, a quantity. */
export const asText: Prepare = (value) =>
  typeof value === 'string' || Number.isSafeInteger(value) || typeof value === 'boolean'
    ? String(value)
    : value
export const asNumber: Prepare = (value) =>
  typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value

const isMissing = (value: unknown) => value === undefined || value === null || value === ''
const partsOf = <Parts extends { readonly from: string }>(
  field: string | Parts,
): Parts | { readonly from: string } => (typeof field === 'string' ? { from: field } : field)

export function taker<T>(field: FieldConfig, prepare: Prepare, read: Reader<T>): Taker<T> {
  const { from, missing }: Exclude<FieldConfig, string> = partsOf(field)
  const expression = compile(from)
  return async (document, at, bindings) => {
    const found = await evaluated(expression, document, at, bindings)
    return readAt(read, prepare(isMissing(found) && missing !== undefined ? missing : found), at, from)
  }
}

export function optional<T>(
  field: FieldConfig | undefined,
  prepare: Prepare,
  read: Reader<T>,
): Taker<T | null> {
  if (field === undefined) return () => Promise.resolve(null)
  const reader = orNull(read)
  return taker(field, (value) => (isMissing(value) ? null : prepare(value)), reader)
}

export function codeTaker<Code extends string>(field: CodedConfig, ours: readonly Code[]): Taker<Code> {
  const take = codeOrNullTaker(field, ours)
  return async (document, at, bindings) => {
    const taken = await take(document, at, bindings)
    if (taken !== null) return taken
    throw new MappingFault(at, `must be a code, not missing${mappedFrom(partsOf(field).from)}`)
  }
}

/** @param ours the codes that a value may be where the configuration has no table */
export function codeOrNullTaker<Code extends string>(
  field: CodedConfig,
  ours: readonly Code[],
): Taker<Code | null> {
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

export async function evaluated(
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

export function readAt<T>(read: Reader<T>, value: unknown, at: string, from: string): T {
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

export function partyTaker(
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
export function answerTaker<Code extends string>(
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
