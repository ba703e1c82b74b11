import { z } from 'zod'
import { expression, pathTemplate, queryTemplates } from './config-fields.ts'

const pagingKinds = [
  z.strictObject({
    by: z
      .literal('none')
      .meta({ description: 'An answer holds all there is after {since} or {sequence}, or the first of it.' }),
  }),
  z.strictObject({
    by: z
      .literal('keyset')
      .meta({ description: 'The ERP goes on after a moment and an id: {since} and {after}.' }),
    after: expression('Of a row, what {after} is.'),
  }),
  z.strictObject({
    by: z.literal('offset').meta({ description: 'By the count of rows passed over: {offset}.' }),
  }),
  z.strictObject({
    by: z.literal('page').meta({ description: 'By the number of the page: {page}.' }),
    first: z.int().min(0).default(1).meta({ description: 'The number of the first page.' }),
  }),
  z.strictObject({
    by: z
      .literal('cursor')
      .meta({ description: 'By something opaque that an answer gives for the next one: {cursor}.' }),
    next: expression('Of an answer, what {cursor} is next; nothing or null at the end.'),
  }),
  z.strictObject({
    by: z.literal('link').meta({ description: 'By the address of the next page in the answer.' }),
    next: expression('Of an answer, the address; nothing or null at the end.'),
    relativeTo: expression(
      'Of an answer, the address to which that is relative, if it is: `@odata.context`. Default: the request.',
    ).optional(),
  }),
  z.strictObject({
    by: z.literal('link-header').meta({ description: 'By the Link header with rel="next" (RFC 8288).' }),
  }),
] as const

export const paging = z
  .discriminatedUnion('by', pagingKinds)
  .default({ by: 'none' })
  .meta({ description: 'How the ERP divides what is more than a page.' })

export type Paging = z.infer<typeof paging>

const question = (over: string) => ({
  method: z.enum(['GET', 'POST']).default('GET').meta({ description: 'POST where the ERP is asked so.' }),
  path: pathTemplate,
  query: queryTemplates,
  body: expression(`What is posted: JSONata over ${over}. Lists stand in [ ].`).optional(),
})

const list = {
  ...question('what path and query may name'),
  rows: expression('Of an answer, the array of rows.').default('$'),
  paging,
} as const

export const changes = z
  .strictObject({
    ...list,
    by: z.enum(['moment', 'sequence', 'delta', 'scan']).optional().meta({
      description:
        'How changes are asked for: by {since}, a moment; by {sequence}, a number that grows with every change; by delta, an address that the ERP gives for it; or not at all, so that all is read again and again and compared. Default: by what is there.',
    }),
    delta: expression(
      'Of the last page, the address that later gives what has changed since: `@odata.deltaLink`. With paging by link.',
    ).optional(),
    moment: expression('Of a row, the moment of its last change; default: as order.changedAt.').optional(),
    sequence: expression('Of a row, its number of change.').optional(),
    number: expression("Of a row, the order's number; default: as order.number.").optional(),
    form: z
      .enum([
        'as-given',
        'microseconds',
        'milliseconds',
        'seconds',
        'day',
        'epoch-milliseconds',
        'epoch-seconds',
      ])
      .default('as-given')
      .meta({
        description:
          'How {since} is written: as the rows write their moments, or as RFC 3339 in UTC with such a precision, or as a day or a count since 1970.',
      }),
    border: z.enum(['inclusive', 'exclusive']).default('inclusive').meta({
      description:
        'Whether rows of exactly {since} or {sequence} are in the answer. `adapter erp check` finds it out.',
    }),
    sorted: z.boolean().default(true).meta({
      description:
        'Whether rows come oldest change first. If not, all pages are read before reading goes on from the newest moment.',
    }),
    more: expression(
      'Of an answer, whether there is another page: true or false. Default: until a page is empty, or names no next one.',
    ).optional(),
    readEach: z.boolean().default(false).meta({
      description: "Whether each row's order is read by its number, because a row does not hold all of it.",
    }),
  })
  .meta({ description: 'How changed orders are read.' })

export type Changes = z.infer<typeof changes>

export const reading = z
  .strictObject({
    ...question('number'),
    document: expression('Of the answer, the order.').default('$'),
  })
  .meta({ description: 'How one order is read by its {number}.' })

export const parts = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a name of letters, digits and "_"'),
    z
      .strictObject(list)
      .meta({ description: "A list read for each order; expressions are over the order's document." }),
  )
  .default({})
  .meta({
    description:
      'What must be asked for besides, for each order: its lines, say. Each is added to the document under its name.',
  })

export type Parts = z.infer<typeof parts>
