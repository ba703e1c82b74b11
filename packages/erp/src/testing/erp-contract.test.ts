import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectMockErp } from '../drivers/mock-erp/testing/connect-mock-erp.ts'
import { brokenDrivers, doNothing } from './broken-drivers.ts'
import { contractCases, failedCases } from './erp-contract.ts'
import { lesserDrivers } from './lesser-drivers.ts'

/** The contract suite is only worth what it catches: drivers broken on purpose must fail the case that names their fault. */
describe('the contract suite', () => {
  let erp: Awaited<ReturnType<typeof connectMockErp>>
  beforeAll(async () => {
    erp = await connectMockErp()
  }, 60_000)
  afterAll(() => erp.close())

  test.each(brokenDrivers)(
    'catches a driver that $fault',
    async ({ caughtBy, breaking }) => {
      const cases = contractCases(erp.connection.capabilities).filter(({ title }) => caughtBy.includes(title))
      const broken = { ...erp, connection: breaking(erp.connection) }
      expect(await failedCases(cases, broken)).toEqual(cases.map(({ title }) => title))
      expect(cases).toHaveLength(caughtBy.length)
    },
    30_000,
  )

  describe.each(lesserDrivers)('for an ERP without $lacking', ({ declares, lessening }) => {
    const ownCases = () => {
      const usual = new Set(contractCases(erp.connection.capabilities).map(({ title }) => title))
      const declared = contractCases({ ...erp.connection.capabilities, ...declares })
      return declared.filter(({ title }) => !usual.has(title))
    }

    test('passes a driver that declares it', async () => {
      expect(ownCases()).not.toHaveLength(0)
      expect(await failedCases(ownCases(), { ...erp, connection: lessening(erp.connection) })).toEqual([])
    }, 30_000)

    test('catches a driver that declares less than it gives', async () => {
      expect(await failedCases(ownCases(), erp)).not.toEqual([])
    }, 30_000)
  })

  test('has no case that a driver passes which does nothing', async () => {
    const cases = contractCases(erp.connection.capabilities)
    const idle = { ...erp, connection: doNothing(erp.connection), nowhere: doNothing(erp.nowhere) }
    expect(await failedCases(cases, idle)).toEqual(cases.map(({ title }) => title))
  }, 30_000)
})

test('every kind of ERP has a test that runs the suite', () => {
  const drivers = new URL('../drivers/', import.meta.url)
  const folders = readdirSync(drivers, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders).not.toHaveLength(0)
  for (const { name } of folders) {
    const file = new URL(`${name}/driver.test.ts`, drivers)
    expect(existsSync(file), `${name}/driver.test.ts`).toBe(true)
    expect(readFileSync(file, 'utf8')).toMatch(/^describeErpContract\(/m)
  }
})
