import { MissingPrerequisite } from '@channel-adapter/local-kafka'
import type { DatabaseKind } from './database.ts'
import { installation, serverOf, templateOf } from './installation.ts'

/**
 * Why tests on a real Tryton are skipped on this machine: its Python is missing, or the database's server. Where they
 * are not, Tryton is installed and initialised when this returns, which takes a minute the first time.
 * @param orders that the tests begin with
 * @returns undefined where they run
 */
export async function whyNoTryton({
  orders = 0,
  database = 'sqlite',
}: { readonly orders?: number; readonly database?: DatabaseKind } = {}): Promise<string | undefined> {
  const log = (line: string) => void process.stderr.write(`${line}\n`)
  try {
    const installed = await installation(log)
    await templateOf(installed, await serverOf(database, installed), orders, log)
    return undefined
  } catch (fault) {
    if (fault instanceof MissingPrerequisite) return fault.message
    throw fault
  }
}
