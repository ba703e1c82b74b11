import {
  type ErpFacts,
  type Findings,
  findFaults,
  type Ledger,
  readErpFacts,
  readLedger,
} from '@channel-adapter/ledger'
import { silent } from '@channel-adapter/messaging/testing'

export interface Extraction {
  readonly erpUrl: string
  /** The ERP connection's name. */
  readonly source: string
  readonly brokers: readonly string[]
  readonly registryUrl: string
}

/**
 * Compares the ERP with what committed readers find on the topics, again and again until nothing is missing any more,
 * or the time for that is over.
 */
export async function untilPublished(
  { erpUrl, source, brokers, registryUrl }: Extraction,
  withinMs: number,
): Promise<Findings & { erp: ErpFacts; ledger: Ledger }> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const erp = await readErpFacts(erpUrl)
    const ledger = await readLedger({ brokers, registryUrl, log: silent })
    const findings = findFaults(source, erp, ledger)
    if (findings.lost.length === 0 || Date.now() > deadline) return { ...findings, erp, ledger }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
