import { closedPort } from '../../../testing/listen.ts'
import type { ErpHarness } from '../../../testing/desk.ts'
import { mockErpConfig } from '../config.ts'
import { createMockErpConnection } from '../driver.ts'
import { mockErpDesk } from './mock-erp-desk.ts'
import { startMockErp } from './mock-erp-process.ts'

/** Starts a mock ERP and connects to it. */
export async function connectMockErp(): Promise<
  ErpHarness & { readonly url: string; close(): Promise<void> }
> {
  const erp = await startMockErp()
  const connectionTo = (url: string) =>
    createMockErpConnection(mockErpConfig.parse({ id: 'test-erp', kind: 'mock-erp', url, timeoutMs: 5000 }))
  const connection = connectionTo(erp.url)
  const nowhere = connectionTo(await closedPort())
  return {
    connection,
    desk: mockErpDesk(erp),
    nowhere,
    url: erp.url,
    async close() {
      await Promise.all([connection.close(), nowhere.close()])
      await erp.stop()
    },
  }
}
