import { count, processVariables, secret } from '@channel-adapter/process'
import { z } from 'zod'

/** What the environment can say. */
export const configSchema = z.object({
  ...processVariables({ port: 5005 }),
  DATABASE: z
    .string()
    .meta({ expected: 'the path of a file, or :memory:' })
    .default(':memory:')
    .describe('SQLite file of the orders and the journal; in memory they end with the process.'),
  ORDERS_LIMIT: count
    .optional()
    .describe(
      'Import only the first so many orders of the dataset into an empty database; all when not set.',
    ),
  ORDERS_COPIES: count
    .default(1)
    .describe(
      'Import the dataset so many times, each copy under numbers of its own: up to 20 orders per copy share a moment.',
    ),
  API_TOKENS: secret
    .transform((text) =>
      text
        .split(',')
        .map((token) => token.trim())
        .filter(Boolean),
    )
    .default([])
    .describe('Bearer tokens that /api accepts, separated by commas; with none it is open.'),
})
