/** What is parked for one reason, at one connection. Moments are milliseconds since the epoch. */
export interface ParkedGroup {
  readonly connection: string
  /** Error code, as docs/failures.md explains it. */
  readonly code: string
  readonly messages: number
  readonly orders: number
  readonly since: number
  /** The first few, oldest first. */
  readonly letters: readonly ParkedLetter[]
}

export interface ParkedLetter {
  readonly connection: string
  readonly key: string
  readonly partition: number
  readonly offset: string
  readonly code: string
  readonly text: string
  readonly attempts: number
  readonly at: number
}

/** A request of an operator, and how far it is. */
export interface PlanView {
  readonly connection: string
  readonly plan: string
  readonly action: 'replay' | 'discard'
  readonly by: string
  readonly reason: string
  readonly at: number
  readonly orders: number
  readonly done: number
  readonly failed: number
  readonly left: number
  readonly cancelled: boolean
  /** Of a correction: what was parked, and what was handled instead. */
  readonly corrections: readonly { readonly key: string; readonly before: unknown; readonly after: unknown }[]
}

export interface InvalidView {
  readonly message: number
  readonly topic: string
  readonly key: string
  readonly code: string
  readonly text: string
  readonly at: number
}

export interface ParkedPage {
  readonly groups: readonly ParkedGroup[]
  /** The newest first. */
  readonly plans: readonly PlanView[]
  readonly invalid: readonly InvalidView[]
}

/** One parked message. */
export interface LetterPage {
  readonly letter: ParkedLetter
  /** Undefined when its bytes cannot be read; then it cannot be corrected. */
  readonly value: unknown
  readonly fault: string | undefined
}

/** What would be done, or is. */
export interface Planned {
  /** Undefined when it was only asked what would be done. */
  readonly plan: string | undefined
  readonly orders: number
  readonly messages: number
}

/** A change of what is parked, as the page asks for it. */
export interface PlanAsked {
  readonly connection: string
  /** Of one order, or of all orders that are parked for this code. */
  readonly order?: string
  readonly code?: string
  /** Only where nobody is asked who they are. */
  readonly by?: string | undefined
  readonly reason: string
  /** Only say what would be done. */
  readonly preview?: boolean
}

export interface CorrectionAsked {
  readonly connection: string
  readonly key: string
  readonly partition: number
  readonly offset: string
  readonly value: unknown
  readonly by?: string | undefined
  readonly reason: string
}
