import { startWorker, type Worker } from '../processes/worker.ts'
import type { Guarantee } from '../result.ts'
import { startFlask } from './flask.ts'

/** What answers POST /send in the product's place. */
export interface SendPeer {
  readonly name: string
  readonly guarantee: Guarantee
  /** Whether it is so slow that one run is enough. */
  readonly once?: boolean
  /** Whether it closes each connection after its answer, as werkzeug always does. */
  readonly closes?: boolean
  /** @throws when what it needs cannot be installed here */
  readonly start: (brokers: string, topic: string) => Promise<{ url: string; worker: Worker }>
}

const LACKS = 'recognise a repeated request, check against a contract, answer while the broker is away'

/** The product's own, of POST /send. */
export const SEND_GUARANTEE: Guarantee = {
  acks: 'all, idempotent producer',
  delivery: 'at least once',
  order: 'of one connection as sent',
  lacks: '',
}

export const sendPeers: readonly SendPeer[] = [
  {
    name: 'fastify, @platformatic/kafka, requests in groups',
    guarantee: {
      acks: 'all, idempotent producer',
      delivery: 'at least once',
      order: 'of one connection as sent',
      lacks: LACKS,
    },
    start: startHttpApp('@platformatic/kafka', true),
  },
  {
    name: 'fastify, kafkajs, a send for each request',
    guarantee: {
      acks: 'all, idempotent producer',
      delivery: 'at least once',
      order: 'of one connection as sent',
      lacks: `${LACKS}, replace a producer that failed (the next message is then acknowledged and lost)`,
    },
    start: startHttpApp('kafkajs', false),
  },
  {
    name: 'Flask, kafka-python, send and flush',
    guarantee: { acks: 'all', delivery: 'at least once', order: 'of one connection as sent', lacks: LACKS },
    once: true,
    closes: true,
    start: startFlask,
  },
]

function startHttpApp(client: string, batch: boolean): SendPeer['start'] {
  return async (brokers, topic) => {
    const env = { BROKERS: brokers, TOPIC: topic, CLIENT: client, BATCH: batch ? '1' : '' }
    const worker = startWorker('peers/http-app.ts', env)
    const { url } = (await worker.next()) as { url: string }
    return { url, worker }
  }
}
