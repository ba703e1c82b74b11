import { connectionsField } from '@channel-adapter/erp'
import { partnersField } from '@channel-adapter/partners'
import { durationMs, kafkaVariables, processVariables, variable, wholeAccess } from '@channel-adapter/process'
import { z } from 'zod'

export const configSchema = z
  .object({
    ...processVariables({ port: 5002 }),
    ...kafkaVariables,
    CONNECTIONS_FILE: connectionsField(variable),
    PARTNERS_FILE: partnersField
      .optional()
      .describe(
        'The file that names the partners, the same as the gateway has. With it a partner answers its own orders only, and whoever it does not name none.',
      ),
    ORDER_GRACE_MS: durationMs
      .default(60_000)
      .describe(
        'How long after an update was sent the ERP may not have its order yet, before the update is parked, in milliseconds.',
      ),
    STALE_AFTER_MS: durationMs
      .default(120_000)
      .describe(
        'An update that could not be applied for so long makes the service not ready, in milliseconds.',
      ),
  })
  .check(wholeAccess)
