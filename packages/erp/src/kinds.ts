import { mockErpConfig } from './drivers/mock-erp/config.ts'
import { createMockErpConnection } from './drivers/mock-erp/driver.ts'
import { startingMockErpConfiguration } from './drivers/mock-erp/starting-configuration.ts'
import { restConfig } from './drivers/rest/config.ts'
import { createRestConnection } from './drivers/rest/driver.ts'
import { startingRestConfiguration } from './drivers/rest/starting-configuration.ts'
import { trytonConfig } from './drivers/tryton/config.ts'
import { createTrytonConnection } from './drivers/tryton/driver.ts'
import { startingTrytonConfiguration } from './drivers/tryton/starting-configuration.ts'

/**
 * Every kind of ERP that is built in. A new one is one line here, a folder in drivers/ and a line in README.md; one of
 * a package of its own needs neither, see driver-package.ts.
 */
export const kinds = {
  'mock-erp': {
    config: mockErpConfig,
    open: createMockErpConnection,
    starting: startingMockErpConfiguration,
  },
  rest: { config: restConfig, open: createRestConnection, starting: startingRestConfiguration },
  tryton: { config: trytonConfig, open: createTrytonConnection, starting: startingTrytonConfiguration },
} as const

export type Kind = keyof typeof kinds
export const kindNames = Object.keys(kinds) as Kind[]

/** A connections file to begin with, for a connection of this name. */
export function startingConfiguration(id: string, kind: Kind): string {
  return kinds[kind].starting(id)
}
