/** What is known of one ERP connection from the topics. Moments are milliseconds since the epoch. */
export interface ConnectionTotals {
  readonly connection: string
  readonly orders: number
  /** Orders by status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Updates without an outcome. */
  readonly waiting: number
  readonly oldestWaitingAt: number | null
}

export interface PartnerTotals {
  readonly partner: string
  /** Whose orders it answers, by name, if it answers those of one. */
  readonly supplier: string | null
  readonly updates: number
  readonly applied: number
  readonly refused: number
  readonly parked: number
  readonly lastAt: number
}

/** Who paused a connection, and why. */
export interface Paused {
  readonly by: string
  readonly reason: string
  /** RFC 3339. */
  readonly since: string
}

/** What the services say of an ERP. */
export interface ErpSeen {
  readonly circuit: string | undefined
  /** The newest fault; undefined while none is known. */
  readonly fault: string | undefined
  /** Milliseconds since the epoch. */
  readonly lastPolledAt: number | undefined
  /** Since when requests do not go through, as far as we have seen. */
  readonly awaySince: number | undefined
}

export interface Rate {
  readonly perMinute: number
  /** Of those of which it is known. */
  readonly averageMs: number | null
}

export interface ConnectionView extends ConnectionTotals {
  readonly paused: Paused | undefined
  readonly erp: ErpSeen | undefined
  readonly parkedOrders: number
  /** Snapshots, timed from the ERP's change. */
  readonly published: Rate
  /** Outcomes, timed from the update. */
  readonly settled: Rate
}

export interface PartnerView extends PartnerTotals {
  /** Updates, timed from the publication of what they answer. */
  readonly answered: Rate
}

export interface Overview {
  /** Milliseconds since the epoch, by the clock that all moments here are measured by. */
  readonly now: number
  /** Messages that have not been read yet since the start; undefined when everything has. */
  readonly remaining: number | undefined
  readonly connections: readonly ConnectionView[]
  /** Those first who sent the most. */
  readonly partners: readonly PartnerView[]
  readonly findings: readonly Finding[]
}

/** Something that a person should look at. What it says in words, and the next step, is the page's affair. */
export interface Finding {
  readonly what: 'away' | 'paused' | 'waiting' | 'parked' | 'invalid' | 'unanswered' | 'silent'
  /** `fault`: somebody must act now; `attention`: it waits for a person; `notice`: somebody wants it so. */
  readonly rank: 'fault' | 'attention' | 'notice'
  /** Connection, service or kind of answer. */
  readonly who: string
  /** Milliseconds since the epoch; null when it is not known. */
  readonly since: number | null
  readonly count: number
  /** In the words of whoever met it: an ERP, an operator. */
  readonly text: string
}

/** A line of a chart: equally long steps up to now, their count and how long the things took on average, in milliseconds. */
export interface FlowSeries {
  /** Beginning of the first step, milliseconds since the epoch. */
  readonly from: number
  readonly stepMs: number
  readonly counts: readonly number[]
  readonly averageMs: readonly (number | null)[]
}
