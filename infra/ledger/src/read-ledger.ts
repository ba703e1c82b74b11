import { connectKafka, readToEnd } from '@channel-adapter/messaging'
import { Ledger } from './ledger.ts'
import { notedTopics } from './noted-topics.ts'
import type { ObserverOptions } from './observe.ts'

/**
 * Everything that the purchasing topics hold now for committed readers, read at one go: what an observer that was
 * there all the time is compared with.
 * @param source of this ERP connection alone; default all
 */
export async function readLedger(options: ObserverOptions, source?: string): Promise<Ledger> {
  const { brokers, log } = options
  const kafka = connectKafka({ brokers, clientId: 'ledger', log })
  const ledger = new Ledger()
  const ledgerOf = (of: string) => (source === undefined || of === source ? ledger : undefined)
  for (const { topic, note } of await notedTopics(options, ledgerOf)) {
    await readToEnd(kafka, topic, note)
  }
  return ledger
}
