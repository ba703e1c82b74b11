import { connectKafka, type Logger, subscribe } from '@channel-adapter/messaging'
import { randomUUID } from 'node:crypto'
import { Ledger } from './ledger.ts'
import { type LedgerOf, notedTopics, type NotedTopicsOptions } from './noted-topics.ts'

export interface ObserverOptions extends NotedTopicsOptions {
  readonly brokers: readonly string[]
  readonly log: Logger
}

/** Notes in a ledger everything that comes on the purchasing topics, from their beginning on, as a partner receives it. */
export async function observe(
  options: ObserverOptions,
): Promise<{ ledger: Ledger; stop: () => Promise<void> }> {
  const ledger = new Ledger()
  return { ledger, stop: await observeEach(options, () => ledger) }
}

/** The same in a ledger for each ERP connection. @returns how to stop */
export async function observeEach(
  options: ObserverOptions,
  ledgerOf: LedgerOf,
): Promise<() => Promise<void>> {
  const { brokers, log } = options
  const kafka = connectKafka({ brokers, clientId: 'observer', log })
  const group = `observer.${randomUUID()}`
  const topics = await notedTopics(options, ledgerOf)
  const running = await Promise.all(
    topics.map(({ topic, note }) =>
      subscribe(kafka, {
        group: `${group}.${topic}`,
        topic,
        failureChannels: false,
        handle: note,
        onFatal: (error) => log.error({ error: error.message }, 'the observer has stopped'),
      }),
    ),
  )
  return async () => {
    await Promise.all(running.map((subscription) => subscription.stop(0)))
  }
}
