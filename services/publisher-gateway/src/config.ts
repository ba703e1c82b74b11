import {
  count,
  durationMs,
  flag,
  isLoopback,
  kafkaVariables,
  processVariables,
  wholeAccess,
} from '@channel-adapter/process'
import { z } from 'zod'

// What Kafka's default limit of 1 MiB for a message leaves for the body.
const MAX_BODY_BYTES = 800_000

/** The variables of the gateway. */
export const configSchema = z
  .object({
    ...processVariables({ port: 5000 }),
    ...kafkaVariables,
    ALLOW_UNAUTHENTICATED: flag
      .default(false)
      .describe(
        'Whether to listen on an address that other machines reach, although callers are not authenticated.',
      ),
    SEND_DEADLINE_MS: durationMs
      .default(10_000)
      .describe('How long POST /send waits for the broker before it answers 503, in milliseconds.'),
    BODY_LIMIT_BYTES: count
      .refine((bytes) => bytes <= MAX_BODY_BYTES, `at most ${MAX_BODY_BYTES}`)
      .default(256 * 1024)
      .describe('The largest body, in bytes; at most 800000, what Kafka takes by default.'),
    MAX_WAITING_BYTES: count
      .default(64 * 1024 * 1024)
      .describe('Bytes that may wait for the broker before POST /send answers 429.'),
    MAX_CONNECTIONS: count.default(2000).describe('Connections that may be open at a time.'),
    REQUEST_TIMEOUT_MS: durationMs
      .default(10_000)
      .describe('How long a request may take to arrive, in milliseconds.'),
    IDEMPOTENCY_KEYS: count
      .default(50_000)
      .describe(
        'How many Idempotency-Keys are remembered; a forgotten one is published again under the same id.',
      ),
    IDEMPOTENCY_MAX_AGE_MS: durationMs
      .default(24 * 60 * 60 * 1000)
      .describe('For how long an Idempotency-Key is remembered, in milliseconds.'),
  })
  .refine(({ HOST, ALLOW_UNAUTHENTICATED }) => ALLOW_UNAUTHENTICATED || isLoopback(HOST), {
    path: ['HOST'],
    message:
      'reached by other machines while callers are not authenticated: set ALLOW_UNAUTHENTICATED=true if that is meant',
  })
  .check(wholeAccess)

export type Config = z.output<typeof configSchema>
