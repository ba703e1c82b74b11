import { contracts, createCodec, InvalidMessage, type MissingAnswer } from '@channel-adapter/contracts'
import { readToEnd } from '@channel-adapter/messaging'
import { clusterConfig, print, say } from '../environment.ts'

export interface MissingOptions {
  readonly connection?: string
  readonly supplier?: string
  readonly json?: boolean
}

/** Prints which answers are missing by the last word of the topic on each order, the longest due first. */
export async function missing({ connection, supplier, json }: MissingOptions): Promise<void> {
  const { kafka, topicPrefix, registry } = clusterConfig()
  const { missingAnswer } = contracts
  const topic = topicPrefix + missingAnswer.name
  const codec = await createCodec(missingAnswer, topic, registry)
  const last = new Map<string, Buffer>()
  await readToEnd(kafka, topic, ({ key, value }) => last.set(key, value))
  const told: MissingAnswer[] = []
  for (const value of last.values()) {
    try {
      told.push(await codec.decode(value))
    } catch (error) {
      // What is no message of this contract says nothing.
      if (!(error instanceof InvalidMessage)) throw error
    }
  }
  const overdue = told
    .filter(({ state }) => state === 'OVERDUE')
    .filter((each) => connection === undefined || each.source === connection)
    .filter((each) => supplier === undefined || each.supplier === supplier)
    .toSorted((a, b) => a.dueAt.localeCompare(b.dueAt))
  for (const each of overdue) {
    const { source, number, revision, supplier: id, supplierName, sentAt, dueAt } = each
    print(
      json
        ? JSON.stringify(each)
        : `${dueAt}  ${source}:${number}  revision ${revision}, sent ${sentAt}, to ${supplierName} (${id})`,
    )
  }
  say(`${overdue.length} answers are missing, as far as a console has told.`)
}
