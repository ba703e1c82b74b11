import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { canonicalDecimal } from './canonical-decimal.ts'
import { foldName } from './fold-name.ts'

/** The tables in data/, each a CSV file of that name. */
export type TableName =
  | 'location'
  | 'product'
  | 'productinventory'
  | 'productvendor'
  | 'purchaseorderdetail'
  | 'purchaseorderheader'
  | 'shipmethod'
  | 'vendor'

/** One row of a table, read field by field; a column that the file lacks throws. */
export interface Row {
  /** The field's text without surrounding blanks: the dataset pads its unit codes. */
  text(column: string): string
  /** The field as a canonical exact decimal. @throws {RangeError} when it is none */
  decimal(column: string): string
  integer(column: string): number
  /** The day of a `2011-04-25 00:00:00` field: `2011-04-25`. */
  date(column: string): string
  /** A `2011-04-25 00:00:00[.123000]` field as RFC 3339 in UTC with six fraction digits; the dataset names no zone. */
  instant(column: string): string
}

/** All rows of a table in the file's order. */
export function readTable(name: TableName): Row[] {
  const text = readFileSync(new URL(`../data/${name}.csv`, import.meta.url), 'utf8')
  const [columns = [], ...records]: string[][] = parse(text, { relax_column_count: true })
  return records.map((fields, index) => {
    const values = foldName(columns, fields)
    const record = new Map(columns.map((column, position) => [column, values[position] ?? '']))
    return rowOf(record, `${name}.csv, row ${index + 1}`)
  })
}

function rowOf(record: ReadonlyMap<string, string>, place: string): Row {
  const text = (column: string): string => {
    const value = record.get(column)?.trim()
    if (value === undefined || value === '' || value === 'None')
      throw new Error(`${place}: ${column} is empty`)
    return value
  }
  return {
    text,
    decimal: (column) => canonicalDecimal(text(column)),
    integer: (column) => Number.parseInt(text(column), 10),
    date: (column) => text(column).slice(0, 10),
    instant: (column) => {
      const [seconds = '', fraction = ''] = text(column).replace(' ', 'T').split('.')
      return `${seconds}.${fraction.padEnd(6, '0')}Z`
    },
  }
}
