export { backoffMs, type BackoffOptions, pause } from './backoff.ts'
