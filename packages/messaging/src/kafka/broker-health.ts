import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { apiVersionsRequest, notUnderstood, readApiVersions, releaseOf } from '../api-versions.ts'
import { type ConnectOptions, type KafkaConnection, withAdmin } from './connect.ts'

export interface BrokerHealth {
  /** The release from which on it is; undefined before 2.1. */
  readonly release: string | undefined
  /** Requests of our client that it does not take. */
  readonly notUnderstood: readonly string[]
}

const ANSWER_MS = 3000

/**
 * Asks one broker what it is, before anybody has said who they are.
 * @throws when it does not answer in Kafka's protocol within 3 s
 */
export async function brokerHealth(
  { host, port }: { host: string; port: number },
  tls: ConnectOptions['tls'],
): Promise<BrokerHealth> {
  const socket = tls
    ? connectTls({ host, port, ...tls, ...(isIP(host) === 0 && { servername: host }) })
    : connectPlain({ host, port })
  try {
    const versions = readApiVersions(await exchange(socket, apiVersionsRequest()))
    return { release: releaseOf(versions), notUnderstood: notUnderstood(versions) }
  } finally {
    socket.destroy()
  }
}

/** Where the brokers say that they are: clients are sent there, whatever address they began with. */
export async function advertisedBrokers(kafka: KafkaConnection): Promise<{ host: string; port: number }[]> {
  const { brokers } = await withAdmin(kafka, (admin) => admin.describeCluster())
  return brokers.map(({ host, port }) => ({ host, port }))
}

/** Resolves with the answer without its length. */
function exchange(socket: Socket, request: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  let received = Buffer.alloc(0)
  socket.setTimeout(ANSWER_MS, () => reject(new Error(`no answer within ${ANSWER_MS} ms`)))
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('it closed the connection')))
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes])
    if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) resolve(received.subarray(4))
  })
  socket.write(request)
  return promise
}
