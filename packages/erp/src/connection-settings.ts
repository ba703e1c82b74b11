import { z } from 'zod'
import { networksOf, refusalOfWritten } from '@channel-adapter/addresses'

const milliseconds = (description: string) =>
  z
    .int()
    .positive()
    .meta({ description: `${description} In milliseconds.` })

/** What every kind of ERP is configured with, beside its own fields. */
export const connectionSettings = {
  id: z
    .string()
    .max(64)
    .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be lower-case letters, digits, "-", "_" and ".", at most 64')
    .meta({
      description:
        'Name of the connection: the source of its orders, the beginning of their keys, part of a consumer group. Never change it: to everybody else its orders would be other orders.',
    }),
  pollIntervalMs: z
    .object(
      {
        min: milliseconds('Wait between two reads of changes while there are some.').default(250),
        max: milliseconds('Wait to which it grows while there are none.').default(5000),
      },
      { error: 'must name the shortest and the longest wait, such as { min: 250, max: 5000 }' },
    )
    .refine(({ min, max }) => min <= max, { error: 'must not be less than min', path: ['max'] })
    .prefault({})
    .meta({ description: 'How often changes are asked for.' }),
  overlapMs: z.int().nonnegative().default(30_000).meta({
    description:
      "How far behind the newest change every read begins again, for orders that became visible late: longer than the ERP's longest transaction. In milliseconds.",
  }),
  pageSize: z.int().min(1).max(1000).default(500).meta({ description: 'Orders asked for at a time.' }),
  concurrency: z
    .int()
    .min(1)
    .max(256)
    .default(16)
    .meta({ description: 'Orders written at the same time, and connections kept open to the ERP, at most.' }),
  timeoutMs: milliseconds('How long a request and its whole answer may take.').default(10_000),
} as const

/** Where an ERP answers: an origin and a base path, nothing that could hold a secret. */
export const erpUrl = z
  .string()
  .superRefine((text, context) => {
    const problem = problemOfUrl(text)
    if (problem) context.addIssue(problem)
  })
  .meta({ description: 'Where the ERP answers: http or https, host, port and base path.' })

function problemOfUrl(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return 'must be an http or https URL'
  if (url.username !== '' || url.password !== '') return 'must not hold a user or password: use token'
  if (url.search !== '' || url.hash !== '') return 'must not hold a query or fragment'
  return refusalOfWritten(url)
}

/** Where an ERP's addresses must lie. */
export const networks = z
  .array(
    z.string().refine((cidr) => {
      try {
        return networksOf([cidr]) !== undefined
      } catch {
        return false
      }
    }, 'must be a network such as 10.20.0.0/16'),
  )
  .min(1)
  .optional()
  .meta({
    description:
      'Networks (CIDR) in which every host of this connection must lie, looked up at each new TCP connection. Default: anywhere but this machine, unless the url names it. Link-local addresses, where clouds keep credentials, are always refused.',
  })
