import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contracts } from '@channel-adapter/contracts'
import { javaProgram } from '@channel-adapter/local-kafka'
import { startCommand, startWorker, type Worker } from '../processes/worker.ts'
import type { Guarantee } from '../result.ts'

/** Where a peer finds updates and their ERP. */
export interface ApplyPlace {
  readonly brokers: string
  readonly topic: string
  readonly erpUrl: string
  /** Updates at work at a time, where it can do that. */
  readonly concurrency: number
  /** For its files. */
  readonly folder: string
}

/** What applies updates in the product's place. */
export interface ApplyPeer {
  readonly name: string
  readonly guarantee: Guarantee
  /** It gets this share of the updates: all of them would take minutes. */
  readonly share: number
  /** @throws when what it needs cannot be installed here */
  readonly start: (place: ApplyPlace) => Promise<Worker>
}

export const APPLY_GUARANTEE: Guarantee = {
  acks: 'offset committed when the ERP and the outcome topic have it',
  delivery: 'exactly once in effect',
  order: 'in order per order',
  lacks: '',
}

const LACKS =
  'tell an outcome, park what is refused, spare an ERP that is away, find out that a write whose answer was lost took effect'
const GROUP = 'peer'
const java = new URL('parallel-consumer/', import.meta.url)

export const applyPeers: readonly ApplyPeer[] = [
  {
    name: "Confluent's Parallel Consumer 0.5.3.3, by key",
    guarantee: {
      acks: 'offset committed some time after the ERP has it',
      delivery: 'at least once',
      order: 'in order per order',
      lacks: LACKS,
    },
    share: 1,
    async start({ brokers, topic, erpUrl, concurrency, folder }) {
      const file = (name: string) => fileURLToPath(new URL(name, java))
      const program = await javaProgram(file('pom.xml'), file('ApplyUpdates.java'))
      const schema = `${folder}/order-update.avsc`
      writeFileSync(schema, contracts.orderUpdate.schema)
      return startCommand(program.command, ['-Xmx512m', '-cp', program.classPath, program.mainClass], {
        BROKERS: brokers,
        TOPIC: topic,
        GROUP,
        ERP_URL: erpUrl,
        CONCURRENCY: String(concurrency),
        SCHEMA: schema,
      })
    },
  },
  {
    name: 'kafkajs eachMessage, 6 partitions at a time',
    guarantee: {
      acks: 'offset committed some time after the ERP has it',
      delivery: 'at least once',
      order: 'in order per partition, one at a time',
      lacks: LACKS,
    },
    share: 0.1,
    // eslint-disable-next-line typescript/require-await -- as the others
    start: async ({ brokers, topic, erpUrl }) =>
      startWorker('peers/each-message.ts', { BROKERS: brokers, TOPIC: topic, GROUP, ERP_URL: erpUrl }),
  },
]
