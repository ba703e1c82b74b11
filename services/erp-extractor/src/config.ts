import { connectionsField } from '@channel-adapter/erp'
import { durationMs, kafkaVariables, processVariables, variable, wholeAccess } from '@channel-adapter/process'
import { z } from 'zod'

export const configSchema = z
  .object({
    ...processVariables({ port: 5001 }),
    ...kafkaVariables,
    CONNECTIONS_FILE: connectionsField(variable),
    STALE_AFTER_MS: durationMs
      .default(120_000)
      .describe(
        'A connection that could not be read for so long makes the service not ready, in milliseconds.',
      ),
  })
  .check(wholeAccess)
