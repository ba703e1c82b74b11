import { fault, type Finding, fine, unknown } from './finding.ts'

// An HTTP date tells whole seconds.
const RESOLUTION_MS = 1000
const ALLOWED_MS = 5000

/**
 * How far another's clock is from ours, at least. Pure.
 * @param date its Date header
 * @param asked when we asked, and had the answer; milliseconds since the epoch
 * @returns milliseconds, positive when it is ahead; undefined when the header is none
 */
export function skewMs(date: string | undefined, asked: { from: number; to: number }): number | undefined {
  const begin = Date.parse(date ?? '')
  if (Number.isNaN(begin)) return undefined
  if (begin > asked.to) return begin - asked.to
  const end = begin + RESOLUTION_MS
  return end < asked.from ? end - asked.from : 0
}

/** What follows from it. Pure. */
export function clockFinding(about: string, skew: number | undefined): Finding {
  if (skew === undefined) return unknown(about, 'it does not tell its clock')
  const seconds = Math.round(Math.abs(skew) / 1000)
  if (Math.abs(skew) < ALLOWED_MS) return fine(about, 'its clock is ours')
  return fault(
    about,
    `its clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} ours`,
    'have both set by NTP: waits and latencies are measured by them',
  )
}
