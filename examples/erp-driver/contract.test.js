import { closedPort, describeErpContract, toolkit } from '@channel-adapter/erp/testing'
import { driver } from './index.js'
import { startErp, TOKEN } from './stand-in.js'

describeErpContract({
  name: 'our ERP',
  capabilities: { changes: 'keyset', versionCondition: 'etag', updateId: true, webhook: false },
  async connect() {
    const erp = await startErp()
    const settings = {
      id: 'acme',
      kind: '@acme/our-erp-driver',
      token: TOKEN,
      concurrency: 8,
      timeoutMs: 5000,
    }
    const connection = driver.open({ ...settings, url: erp.url }, toolkit)
    const nowhere = driver.open({ ...settings, url: await closedPort() }, toolkit)
    return {
      connection,
      nowhere,
      desk: erp.desk,
      async close() {
        await Promise.all([connection.close(), nowhere.close()])
        await erp.close()
      },
    }
  },
})
