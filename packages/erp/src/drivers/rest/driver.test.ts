import { describeErpContract } from '../../testing/erp-contract.ts'
import { mockErpCapabilities } from '../mock-erp/driver.ts'
import { connectMockErp } from '../mock-erp/testing/connect-mock-erp.ts'
import { describedHarness } from './testing/described.ts'
import { PASSWORD, startOdataLikeErp } from './testing/odata-like-erp.ts'
import { startSapErp } from './testing/sap-erp.ts'

const byTimestamp = {
  changes: 'timestamp',
  versionCondition: 'etag',
  updateId: true,
  webhook: false,
} as const

describeErpContract({
  name: 'an ERP described as docs/examples/mock-erp.yaml',
  capabilities: mockErpCapabilities,
  async connect() {
    const erp = await connectMockErp()
    return describedHarness('mock-erp.yaml', erp, { ERP_URL: erp.url })
  },
})

describeErpContract({
  name: 'an ERP described as docs/examples/odata-like.yaml',
  capabilities: byTimestamp,
  async connect() {
    const erp = await startOdataLikeErp()
    return describedHarness('odata-like.yaml', erp, { ERP_URL: erp.url, ERP_PASSWORD: PASSWORD })
  },
})

describeErpContract({
  name: 'an OData server described as docs/examples/sap-s4hana.yaml',
  capabilities: byTimestamp,
  async connect() {
    const erp = await startSapErp()
    return describedHarness('sap-s4hana.yaml', erp, erp.variables)
  },
})
