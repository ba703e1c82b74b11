export { backoffMs, type BackoffOptions, pause } from './backoff.ts'
export { onAbort } from './on-abort.ts'
export { endsWithin } from './ends-within.ts'
