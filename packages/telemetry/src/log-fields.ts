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

const current = new AsyncLocalStorage<() => LogFields>()

/** @param fields when they are a function, called for each entry that is written: most work writes none */
export function withLogFields<T>(fields: LogFields | (() => LogFields), work: () => T): T {
  const around = current.getStore()
  return current.run(() => ({ ...around?.(), ...(typeof fields === 'function' ? fields() : fields) }), work)
}

/** Those of the work that is being done now. */
export function logFields(): LogFields {
  return current.getStore()?.() ?? {}
}
