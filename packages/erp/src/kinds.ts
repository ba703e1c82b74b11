import type { z } from 'zod'
import { mockErpConfig } from './drivers/mock-erp/config.ts'
import { createMockErpConnection, mockErpCapabilities } from './drivers/mock-erp/driver.ts'
import type { Capabilities, ErpConnection } from './port.ts'

interface Kind<Schema extends z.ZodType> {
  readonly config: Schema
  readonly capabilities: Capabilities
  readonly open: (config: z.infer<Schema>) => ErpConnection
}

// Keeps each kind's own configuration type, where a plain annotation would lose it.
const kind = <Schema extends z.ZodType>(of: Kind<Schema>): Kind<Schema> => of

/** Every kind of ERP that can be connected. A new one is one line here, a folder in drivers/ and a line in README.md. */
export const kinds = {
  'mock-erp': kind({
    config: mockErpConfig,
    capabilities: mockErpCapabilities,
    open: createMockErpConnection,
  }),
}
