import { sendableContracts, updateBodies } from '@channel-adapter/contracts'
import { z } from 'zod'
import { matches, overlap } from './patterns.ts'

const name = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be 1 to 100 letters, digits, ".", "_" and "-"')
  .describe('Letters, digits, ".", "_" and "-", at most 100.')
const pattern = z
  .string()
  .regex(/^[^*]*\*?$/, 'must be a text that may end in "*"')
  .describe('A text; a "*" at its end stands for anything.')
// Two at a time, so that a partner can change from one to the other without a gap.
const twoAtMost = <Schema extends z.ZodType>(item: Schema) => z.array(item).max(2, 'must be two at most')

const partner = z.strictObject({
  id: name.describe('Who it is; the sender of its messages.'),
  keys: twoAtMost(z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits') }))
    .default([])
    .describe('SHA-256 of its API keys, as `adapter partners key` makes them; two while it changes.'),
  subject: z
    .string()
    .min(1)
    .optional()
    .describe('The value of OIDC_PARTNER_CLAIM by which its tokens are known.'),
  signingSecrets: twoAtMost(z.string().regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must begin with whsec_'))
    .default([])
    .describe('Where there is one, each request must be signed with it (Standard Webhooks).'),
  speaksFor: z
    .array(pattern)
    .optional()
    .describe('Names that its updates may give as `partner`. Default: its id.'),
  sends: z
    .array(z.enum(sendableContracts))
    .default([])
    .describe('Contracts that it may send; plain JSON counts as channel.message.v1.'),
  updates: z
    .array(z.enum(updateBodies))
    .default([...updateBodies])
    .describe('Kinds of updates that it may send.'),
  orders: z
    .array(pattern)
    .default([])
    .describe('Keys of the orders that it may send about, `connection:number`.'),
  suppliers: z
    .array(pattern)
    .min(1, 'must name one at least')
    .optional()
    .describe(
      'Where it is a supplier: which, `connection:supplier id`. It may then send about their orders only. Default: about those of any.',
    ),
  kafka: z
    .enum(['own', 'shared'])
    .optional()
    .describe(
      "How it takes part at Kafka itself. `own`: by topics of its own, which hold its orders and answers only. `shared`: it reads everybody's orders and is trusted to give its own name in what it answers. Default: not at all.",
    ),
  requestsPerSecond: z
    .number()
    .positive()
    .default(50)
    .describe('More are answered 429; as many may come at once.'),
  concurrency: z
    .int()
    .positive()
    .default(20)
    .describe('Requests under way at a time; more are answered 429.'),
})

export const partnersFile = z
  .strictObject({ partners: z.array(partner).min(1) })
  .check(({ value: { partners }, issues }) => {
    const report = (at: number, message: string) =>
      issues.push({ code: 'custom', path: ['partners', at], message, input: partners[at] })
    const seen = new Set<string>()
    for (const [at, each] of partners.entries()) {
      if (each.keys.length === 0 && each.subject === undefined && each.kafka === undefined) {
        report(at, 'must have a key, a subject or kafka, or it could not say who it is')
      }
      const names = [`id ${each.id}`, ...each.keys.map(({ sha256 }) => `key ${sha256}`)]
      if (each.subject !== undefined) names.push(`subject ${each.subject}`)
      for (const one of names) {
        if (seen.has(one)) report(at, `has the same ${one.split(' ', 1)[0]} as another`)
        seen.add(one)
      }
      // Whose answer it is decides about which orders it may be: two with different ones could not be told apart.
      const other = partners.slice(0, at).find((earlier) => rightsAreMixed(earlier, each))
      if (other) report(at, `may speak for the same partner as "${other.id}", and one of them has suppliers`)
    }
  })

function rightsAreMixed(a: Partner, b: Partner): boolean {
  if (a.suppliers === undefined && b.suppliers === undefined) return false
  return namesOf(a).some((one) => namesOf(b).some((other) => overlap(one, other)))
}

/** The names, as patterns, that its updates may give as `partner`. */
export function namesOf({ id, speaksFor = [id] }: Partner): readonly string[] {
  return speaksFor
}

/** The file's JSON Schema, for editors. */
export function partnersJsonSchema(): object {
  return z.toJSONSchema(partnersFile, { io: 'input' })
}

/** Who may send, and what. */
export type Partner = z.output<typeof partner>

/** Whether its updates may give this name as `partner`. */
export function maySpeakFor(speaker: Partner, given: string): boolean {
  return matches(namesOf(speaker), given)
}

/** Those that have topics of their own. */
export function keptApart(partners: readonly Partner[]): Partner[] {
  return partners.filter(({ kafka }) => kafka === 'own')
}
