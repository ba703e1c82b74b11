import { z } from 'zod'

const number = z.union([z.string().regex(/^[0-9]+$/), z.int().min(1)])
const ms = z.int().min(0).max(600_000)
const status = z.int().min(400).max(599)
const retryAfter = z.int().min(0).max(86_400)

const effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ms }),
  z.strictObject({
    kind: z.literal('status'),
    status,
    retry_after: retryAfter.optional().describe('Seconds.'),
    body: z.unknown().optional().describe('JSON; a problem document when absent.'),
  }),
  z
    .strictObject({ kind: z.literal('reset_before') })
    .describe('The connection is cut before anything takes effect.'),
  z
    .strictObject({ kind: z.literal('reset_after') })
    .describe('It takes effect; the connection is cut unanswered.'),
  z
    .strictObject({ kind: z.literal('hang_after'), ms })
    .describe('It takes effect; the answer comes so much later.'),
])

const rule = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      path_prefix: z.string().optional(),
      number: number.optional().describe('Of the order that the path names.'),
    })
    .optional()
    .describe('All that is named must fit; every request when absent.'),
  effect,
  probability: z.number().min(0).max(1).optional().describe('1 when absent.'),
  times: z.int().min(1).optional().describe('How often it strikes before it is gone; for ever when absent.'),
})

/** The body of PUT /admin/faults. */
export const faultSettings = z.strictObject({
  seed: z.int().optional().describe('Of the draws for probability; 1 when absent.'),
  rules: z.array(rule).max(1000).optional(),
  latency_ms: ms.optional().describe('On every request.'),
  max_concurrent: z.int().min(0).optional().describe('More requests at once than this are answered 429.'),
  retry_after: retryAfter.optional().describe('Seconds; the Retry-After of those 429, 1 when absent.'),
  locked: z
    .array(number)
    .optional()
    .describe('Orders being edited at a desk: PATCH on them is answered 409.'),
})

export type FaultSettings = z.infer<typeof faultSettings>
export type FaultRule = z.infer<typeof rule>
export type FaultEffect = z.infer<typeof effect>
