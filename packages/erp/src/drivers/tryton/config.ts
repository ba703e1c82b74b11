import { z } from 'zod'
import { connectionSettings, erpUrl, networks } from '../../connection-settings.ts'

/** A connection of kind `tryton`: Tryton's own JSON-RPC. */
export const trytonConfig = z
  .strictObject({
    ...connectionSettings,
    kind: z.literal('tryton'),
    url: erpUrl,
    networks,
    series: z
      .enum(['7.8', '8.0'])
      .default('7.8')
      .meta({ description: "Tryton's series: 8.0 answers at another path." }),
    database: z
      .string()
      .regex(/^[A-Za-z0-9_-]+$/, 'must be the name of a database: letters, digits, "_" and "-"')
      .meta({ description: "Name of Tryton's database." }),
    user: z.string().min(1).meta({ description: 'Who signs in: in the groups Purchase and Stock.' }),
    password: z.string().min(1).meta({ description: 'Best as ${NAME} of an environment variable.' }),
  })
  .meta({ title: 'tryton', description: 'Tryton with its module purchase, docs/connect-tryton.md.' })

export type TrytonConfig = z.infer<typeof trytonConfig>
