export { backoffMs, type BackoffOptions, pause } from './backoff.ts'
export { endsWithin } from './ends-within.ts'
