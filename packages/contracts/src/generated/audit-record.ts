// Generated from schemas/audit-record/2.avsc by `pnpm contracts:generate`: change the schema, not this file.

import type { Instant } from '../instant.ts'

/** What somebody wanted to change about the flow, written before it is changed. The message key is the connection, or the subject where there is none. */
export interface AuditRecord {
  /** UUID of this record. */
  id: string
  /** When it was asked for. */
  at: Instant
  /** Who: the subject of an identity provider (OpenID Connect, sub), the owner of an API key, a user of the operating system; or the name that somebody gave where nobody is asked to prove it. */
  subject: string
  /** The name by which people know the subject. */
  name: string | null
  /** How it is known who it was. OPENID: an identity provider says so; API_KEY: a key of the console; OS_USER: whoever ran the command, as the machine or --by says; OWN_WORD: a console that asks nobody. */
  knownBy: 'OPENID' | 'API_KEY' | 'OS_USER' | 'OWN_WORD'
  /** What the subject was at the console; null where there are no roles. */
  role: 'VIEWER' | 'OPERATOR' | 'ADMIN' | null
  /** Where it was asked for. */
  through: 'CONSOLE' | 'COMMAND'
  /** REPLAY, DISCARD: of parked messages; CORRECT: a replay with another value; CANCEL: of one of these; PAUSE, RESUME, POLL: of a connection; RESET: of its cursor, so that every order is published again; REWIND: of its updates, so that they are read again. */
  action: 'REPLAY' | 'DISCARD' | 'CORRECT' | 'CANCEL' | 'PAUSE' | 'RESUME' | 'POLL' | 'RESET' | 'REWIND'
  /** ALLOWED: it was asked of the services next, and the replay log or the control topic says what became of it. DENIED: the role did not suffice, and nothing was changed. */
  decision: 'ALLOWED' | 'DENIED'
  /** The ERP connection that it is about. */
  connection: string | null
  /** source:number, if it is about one order. */
  order: string | null
  /** How many orders it is about. */
  orders: number | null
  /** How many parked messages it is about. */
  messages: number | null
  /** The plan in the replay log, where what became of it stands. */
  plan: string | null
  /** Why, in the words of whoever asked. */
  reason: string | null
  /** What was before, as JSON: the parked update, or the state of the connection. */
  before: string | null
  /** What was to be instead, as JSON. */
  after: string | null
}
