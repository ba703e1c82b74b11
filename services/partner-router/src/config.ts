import { keptApart, partnersField } from '@channel-adapter/partners'
import { kafkaVariables, processVariables, wholeAccess } from '@channel-adapter/process'
import { z } from 'zod'

export const configSchema = z
  .object({
    ...processVariables({ port: 5007 }),
    ...kafkaVariables,
    PARTNERS_FILE: partnersField.describe(
      'The file that names the partners, in YAML, the same as the gateway has. Those with `kafka: own` are kept apart here.',
    ),
  })
  .refine(({ PARTNERS_FILE }) => keptApart(PARTNERS_FILE).length > 0, {
    path: ['PARTNERS_FILE'],
    message: 'names no partner with `kafka: own`: there is nobody to be kept apart',
  })
  .check(wholeAccess)
