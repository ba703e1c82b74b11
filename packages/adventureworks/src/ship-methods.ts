import { readTable } from './table.ts'

/** The names of the five ways in which orders travel. */
export function loadShipMethods(): string[] {
  return readTable('shipmethod').map((row) => row.text('name'))
}
