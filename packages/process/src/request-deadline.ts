const CHECK_MS = 1000

/**
 * Options of fastify for the time in which a request must have arrived whole, against clients that send byte by byte.
 * fastify's requestTimeout alone does not do: Node exchanges it for its headersTimeout (60 s) where that is longer, so
 * that a slow body has 60 s; and it looks for late requests every 30 s only.
 */
export function requestDeadline(milliseconds: number, checkMs = CHECK_MS) {
  return {
    requestTimeout: milliseconds,
    http: { headersTimeout: milliseconds, connectionsCheckingInterval: checkMs },
  }
}
