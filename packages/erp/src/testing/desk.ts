import type { Decimal } from '@channel-adapter/contracts'
import type { ErpConnection } from '../port.ts'

/** A line to be ordered. */
export interface DeskLine {
  readonly quantity: Decimal
  readonly unitPrice: Decimal
}

/** The test's own hand in an ERP, past the driver: what clerks and accidents do to it. Each kind of ERP has one. */
export interface ErpDesk {
  /** Lines with as many digits as this ERP can hold. */
  readonly exactLines: readonly DeskLine[]
  /** Adds an order. @returns its number */
  addOrder(lines: readonly DeskLine[]): Promise<string>
  /** Changes what is ordered. */
  edit(number: string): Promise<void>
  /** The numbers of all orders there are. */
  numbers(): Promise<string[]>
  /** Sees to it that so many orders were changed at one and the same moment. */
  shareMoment(count: number): Promise<void>
  /** Adds an order as a slow transaction does: visible now, changed so long ago. @returns its number */
  addLate(millisecondsAgo: number): Promise<string>
  /** Cuts the connection under the next write of this order, before or after it takes effect. */
  cutNextWrite(number: string, when: 'before' | 'after'): Promise<void>
  /** Lets the ERP refuse every request as one too many, and name a wait, until endFaults. */
  throttle(seconds: number): Promise<void>
  endFaults(): Promise<void>
  /** All that the ERP holds of an order, in its own form: equal twice when nothing changed between. */
  raw(number: string): Promise<unknown>
}

/** What a contract case works with. */
export interface ErpHarness {
  /** With a deadline short enough to wait for. */
  readonly connection: ErpConnection
  readonly desk: ErpDesk
  /** A connection of the same kind to an address where nobody listens. */
  readonly nowhere: ErpConnection
}

/** One guarantee of the port. */
export interface ContractCase {
  readonly title: string
  run(harness: ErpHarness): Promise<void>
}
