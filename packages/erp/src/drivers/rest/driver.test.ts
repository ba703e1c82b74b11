import { describeErpContract } from '../../testing/erp-contract.ts'
import { closedPort } from '../../testing/listen.ts'
import { mockErpCapabilities } from '../mock-erp/driver.ts'
import { connectMockErp } from '../mock-erp/testing/connect-mock-erp.ts'
import { describedConnection } from './testing/described.ts'
import { startSapErp } from './testing/sap-erp.ts'
import { PASSWORD, startOdataLikeErp } from './testing/odata-like-erp.ts'

describeErpContract({
  name: 'an ERP described as docs/examples/mock-erp.yaml',
  capabilities: mockErpCapabilities,
  async connect() {
    const erp = await connectMockErp()
    const connection = describedConnection('mock-erp.yaml', { ERP_URL: erp.url })
    const nowhere = describedConnection('mock-erp.yaml', { ERP_URL: await closedPort() })
    return {
      ...erp,
      connection,
      nowhere,
      async close() {
        await Promise.all([connection.close(), nowhere.close()])
        await erp.close()
      },
    }
  },
})

describeErpContract({
  name: 'an ERP described as docs/examples/odata-like.yaml',
  capabilities: { changes: 'timestamp', versionCondition: 'etag', updateId: true, webhook: false },
  async connect() {
    const erp = await startOdataLikeErp()
    const connectionTo = (url: string) =>
      describedConnection('odata-like.yaml', { ERP_URL: url, ERP_PASSWORD: PASSWORD })
    const connection = connectionTo(erp.url)
    const nowhere = connectionTo(await closedPort())
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

describeErpContract({
  name: 'an OData server described as docs/examples/sap-s4hana.yaml',
  capabilities: { changes: 'timestamp', versionCondition: 'etag', updateId: true, webhook: false },
  async connect() {
    const erp = await startSapErp()
    const connection = describedConnection('sap-s4hana.yaml', erp.variables)
    const nowhere = describedConnection('sap-s4hana.yaml', { ...erp.variables, ERP_URL: await closedPort() })
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
