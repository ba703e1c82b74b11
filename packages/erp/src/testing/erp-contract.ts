import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Capabilities } from '../port.ts'
import { changeCases } from './cases/changes.ts'
import { failureCases } from './cases/failures.ts'
import { updateKindCases } from './cases/update-kinds.ts'
import { writeCases } from './cases/writes.ts'
import type { ContractCase, ErpHarness } from './desk.ts'

/** Titles tell the guarantees; docs/guarantees.md and the README link to them. */
export function contractCases(capabilities: Capabilities): ContractCase[] {
  return [
    {
      title: 'the connection declares what it is tested for',
      async run({ connection, desk }) {
        expect(connection.capabilities).toEqual(capabilities)
        expect(connection.id).toMatch(/^[a-z0-9][a-z0-9._-]*$/)
        expect(desk.exactLines.length).toBeGreaterThan(0)
        await desk.endFaults()
      },
    },
    ...changeCases(capabilities),
    ...writeCases(capabilities),
    ...updateKindCases,
    ...failureCases(capabilities),
  ]
}

/**
 * Registers the contract of the port as tests of one kind of ERP. Every driver's folder has a test that calls it.
 * @param connect starts or finds an ERP; close ends what it started
 */
export function describeErpContract(options: {
  readonly name: string
  readonly capabilities: Capabilities
  /** Why it cannot run on this machine. */
  readonly missing?: string | undefined
  connect(): Promise<ErpHarness & { close(): Promise<void> }>
}): void {
  const { missing } = options
  const contract = `${options.name} keeps the contract of an ERP connection`
  describe.skipIf(missing !== undefined)(
    missing === undefined ? contract : `${contract} (${missing})`,
    () => {
      let opened: Awaited<ReturnType<typeof options.connect>> | undefined
      const harness = () => {
        if (!opened) throw new Error('connect() has failed')
        return opened
      }
      beforeAll(async () => {
        opened = await options.connect()
      }, 60_000)
      afterEach(() => harness().desk.endFaults())
      afterAll(() => opened?.close())

      for (const { title, run } of contractCases(options.capabilities))
        test(title, () => run(harness()), 30_000)
    },
  )
}

/** The titles of the cases that a driver fails. */
export async function failedCases(cases: readonly ContractCase[], harness: ErpHarness): Promise<string[]> {
  const failed: string[] = []
  for (const { title, run } of cases) {
    try {
      await run(harness)
    } catch {
      failed.push(title)
    }
    await harness.desk.endFaults()
  }
  return failed
}
