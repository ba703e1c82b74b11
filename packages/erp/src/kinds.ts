import { mockErpConfig } from './drivers/mock-erp/config.ts'
import { createMockErpConnection } from './drivers/mock-erp/driver.ts'
import { restConfig } from './drivers/rest/config.ts'
import { createRestConnection } from './drivers/rest/driver.ts'
import { trytonConfig } from './drivers/tryton/config.ts'
import { createTrytonConnection } from './drivers/tryton/driver.ts'

/**
 * Every kind of ERP that is built in. A new one is one line here, a folder in drivers/ and a line in README.md; one of
 * a package of its own needs neither, see driver-package.ts.
 */
export const kinds = {
  'mock-erp': { config: mockErpConfig, open: createMockErpConnection },
  rest: { config: restConfig, open: createRestConnection },
  tryton: { config: trytonConfig, open: createTrytonConnection },
} as const
