export { toolkit } from '../driver-package.ts'
export type { ContractCase, DeskLine, ErpDesk, ErpHarness } from './desk.ts'
export { contractCases, describeErpContract, failedCases } from './erp-contract.ts'
export { closedPort } from './listen.ts'
