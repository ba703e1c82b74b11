import { delayMs, kafkaVariables, processVariables, wholeAccess } from '@channel-adapter/process'
import { z } from 'zod'

export const configSchema = z
  .object({
    ...processVariables({ port: 5003 }),
    ...kafkaVariables,
    DATABASE: z
      .string()
      .default(':memory:')
      .describe('File of the book of stock, reservations and receipts; ":memory:" begins anew at each start.')
      .meta({ expected: 'the path of a file, or ":memory:"' }),
    ANSWER_DELAY_MS: delayMs
      .default(0)
      .describe('How long each answer is held back, in milliseconds; other orders do not wait for it.'),
  })
  .check(wholeAccess)
