/**
 * How long each request must wait so that no more begin within a second than are allowed.
 * @returns milliseconds to wait, for a request that comes now (milliseconds)
 */
export function pacing(requestsPerSecond: number | undefined): (now: number) => number {
  if (requestsPerSecond === undefined) return () => 0
  const apart = 1000 / requestsPerSecond
  let next = 0
  return (now) => {
    const begins = Math.max(now, next)
    next = begins + apart
    return begins - now
  }
}
