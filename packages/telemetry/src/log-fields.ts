import { AsyncLocalStorage } from 'node:async_hooks'

/** What every log entry says that is written while a piece of work is done; names as OpenTelemetry's and ours. */
export interface LogFields {
  readonly trace_id?: string
  /** The order's key, `source:number`. */
  readonly order?: string
  readonly connection?: string
  readonly partner?: string
  readonly correlation_id?: string
}

const current = new AsyncLocalStorage<LogFields>()

export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return current.run({ ...current.getStore(), ...fields }, work)
}

/** Those of the work that is being done now. */
export function logFields(): LogFields {
  return current.getStore() ?? {}
}
