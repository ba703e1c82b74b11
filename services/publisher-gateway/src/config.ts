import { partnersField } from '@channel-adapter/partners'
import {
  count,
  durationMs,
  flag,
  httpUrl,
  isLoopback,
  isUnreadableOnTheWay,
  kafkaVariables,
  processVariables,
  wholeAccess,
} from '@channel-adapter/process'
import { z } from 'zod'
import type { Authentication } from './partners/gatekeeper.ts'

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
        'Dangerous: whether to listen on an address that other machines reach although callers are not authenticated.',
      ),
    PARTNERS_FILE: partnersField.optional(),
    OIDC_ISSUER: z
      .string()
      .min(1)
      .optional()
      .describe('Issuer of the tokens that are taken beside API keys (OpenID Connect).')
      .meta({ expected: 'the value of the claim iss' }),
    OIDC_AUDIENCE: z
      .string()
      .min(1)
      .optional()
      .describe('For whom the tokens must be.')
      .meta({ expected: 'the value of the claim aud' }),
    OIDC_JWKS_URL: httpUrl
      .optional()
      .describe('Where the issuer publishes its keys; they may change at any time.'),
    OIDC_PARTNER_CLAIM: z
      .string()
      .min(1)
      .default('sub')
      .describe("Claim that holds the partner's subject.")
      .meta({ expected: 'the name of a claim' }),
    OIDC_CLOCK_SKEW_SECONDS: count
      .default(60)
      .describe("How far the issuer's clock may be from ours, in seconds."),
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
    MAX_CONNECTIONS: count
      .default(2000)
      .describe(
        'Connections that may be open at a time. With so many, a new one takes the place of one whose request does not come.',
      ),
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
  .refine(
    ({ HOST, ALLOW_UNAUTHENTICATED, PARTNERS_FILE }) =>
      PARTNERS_FILE || ALLOW_UNAUTHENTICATED || isLoopback(HOST),
    {
      path: ['HOST'],
      message:
        'reached by other machines while callers are not authenticated: give PARTNERS_FILE, or set ALLOW_UNAUTHENTICATED=true if that is meant',
    },
  )
  .refine(({ ALLOW_UNAUTHENTICATED, PARTNERS_FILE }) => !(ALLOW_UNAUTHENTICATED && PARTNERS_FILE), {
    path: ['ALLOW_UNAUTHENTICATED'],
    message: 'contradicts PARTNERS_FILE, with which every caller is authenticated',
  })
  .superRefine((config, context) => {
    const names = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'] as const
    const first = names.find((name) => config[name] !== undefined)
    if (first === undefined) return
    for (const name of [...names, 'PARTNERS_FILE' as const]) {
      if (config[name] === undefined)
        context.addIssue({ code: 'custom', path: [name], message: `${first} needs it` })
    }
    if (config.OIDC_JWKS_URL && !isUnreadableOnTheWay(config.OIDC_JWKS_URL)) {
      const message = 'must be https, or anybody on the way could exchange the keys'
      context.addIssue({ code: 'custom', path: ['OIDC_JWKS_URL'], message })
    }
  })
  .check(wholeAccess)

export type Config = z.output<typeof configSchema>

/** How callers say who they are; undefined where they need not. */
export function authenticationOf(config: Config): Authentication | undefined {
  const {
    PARTNERS_FILE: partners,
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS_URL: jwksUrl,
  } = config
  if (!partners) return undefined
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) return { partners }
  const { OIDC_PARTNER_CLAIM: claim, OIDC_CLOCK_SKEW_SECONDS: clockSkewSeconds } = config
  return { partners, tokens: { issuer, audience, jwksUrl, claim, clockSkewSeconds } }
}

/** What the log says at the start of who may call; undefined where all is as it should be. */
export function warningOf({ PARTNERS_FILE, HOST }: Config): string | undefined {
  if (PARTNERS_FILE) return undefined
  return isLoopback(HOST)
    ? 'callers are not authenticated: only this machine is served'
    : `DANGEROUS: callers are not authenticated, and ${HOST} is reached by other machines: anybody there may send`
}
