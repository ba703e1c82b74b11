import { describeErpContract } from '../../testing/erp-contract.ts'
import { mockErpCapabilities } from './driver.ts'
import { connectMockErp } from './testing/connect-mock-erp.ts'

describeErpContract({ name: 'mock-erp', capabilities: mockErpCapabilities, connect: connectMockErp })
