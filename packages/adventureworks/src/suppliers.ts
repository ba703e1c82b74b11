import { readTable } from './table.ts'

export interface Supplier {
  readonly id: string
  readonly accountNumber: string
  readonly name: string
  /** 1 (best) to 5. */
  readonly creditRating: number
  readonly preferred: boolean
  readonly active: boolean
}

/** The 104 suppliers; 86 of them have orders. */
export function loadSuppliers(): Supplier[] {
  return readTable('vendor').map((row) => ({
    id: row.text('businessentityid'),
    accountNumber: row.text('accountnumber'),
    name: row.text('name'),
    creditRating: row.integer('creditrating'),
    preferred: row.text('preferredvendorstatus') === 'True',
    active: row.text('activeflag') === 'True',
  }))
}
