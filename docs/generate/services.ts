import type { describeConfig } from '../../packages/process/src/index.ts'
import { configSchema as operatorConsole } from '../../services/console/src/config.ts'
import { configSchema as extractor } from '../../services/erp-extractor/src/config.ts'
import { configSchema as erp } from '../../services/mock-erp/src/config.ts'
import { configSchema as inventory } from '../../services/mock-inventory/src/config.ts'
import { configSchema as supplier } from '../../services/mock-supplier/src/config.ts'
import { configSchema as router } from '../../services/partner-router/src/config.ts'
import { configSchema as gateway } from '../../services/publisher-gateway/src/config.ts'
import { configSchema as applier } from '../../services/update-applier/src/config.ts'

export type ConfigSchema = Parameters<typeof describeConfig>[0]

/** What each service's environment may say, by the name of its folder; the adapter's own services first. */
export const serviceSchemas: Readonly<Record<string, ConfigSchema>> = {
  'erp-extractor': extractor,
  'publisher-gateway': gateway,
  'update-applier': applier,
  'partner-router': router,
  console: operatorConsole,
  'mock-erp': erp,
  'mock-inventory': inventory,
  'mock-supplier': supplier,
}
