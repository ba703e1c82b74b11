import { whyNoTryton } from '@channel-adapter/local-tryton'
import { describeErpContract } from '../../testing/erp-contract.ts'
import { trytonCapabilities } from './driver.ts'
import { connectTryton } from './testing/connect-tryton.ts'

describeErpContract({
  name: 'tryton',
  capabilities: trytonCapabilities,
  missing: await whyNoTryton(),
  connect: () => connectTryton(),
})
