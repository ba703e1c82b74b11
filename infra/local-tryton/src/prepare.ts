import { MissingPrerequisite } from '@channel-adapter/local-kafka'
import { installation } from './installation.ts'

/**
 * Why tests on a real Tryton are skipped on this machine: its Python is missing. Where it is not, Tryton is installed
 * and initialised when this returns, which takes a minute the first time.
 * @param orders that the tests begin with
 * @returns undefined where they run
 */
export async function whyNoTryton({ orders = 0 } = {}): Promise<string | undefined> {
  try {
    const installed = await installation((line) => process.stderr.write(`${line}\n`))
    await installed.template(orders)
    return undefined
  } catch (fault) {
    if (fault instanceof MissingPrerequisite) return fault.message
    throw fault
  }
}
