import { z } from 'zod'
import { connectionSettings, erpUrl } from '../../connection-settings.ts'

/** A connection of kind `mock-erp`: the REST ERP of services/mock-erp. */
export const mockErpConfig = z
  .strictObject({
    ...connectionSettings,
    kind: z.literal('mock-erp'),
    url: erpUrl,
    token: z
      .string()
      // RFC 6750: anything else could not be sent, or would end the header.
      .regex(/^[A-Za-z0-9\-._~+/]+=*$/, 'must be a bearer token: letters, digits and -._~+/')
      .optional()
      .meta({ description: 'Bearer token, best as ${NAME} of an environment variable.' }),
  })
  .meta({ title: 'mock-erp', description: 'The REST ERP of services/mock-erp.' })

export type MockErpConfig = z.infer<typeof mockErpConfig>
