import { connect } from 'node:net'

export interface ClusterView {
  clusterId: string | null
  /** Ids of the brokers that are up, as the answering broker sees them. */
  brokerIds: number[]
}

const METADATA = 3
const VERSION = 2

/**
 * Asks the broker at 127.0.0.1:`port` for its cluster (Kafka protocol: Metadata v2, no topics). A broker answers
 * only once its controller has let it in, so an answer means that it serves.
 * @throws Error when nobody answers within `timeoutMs`, or not in Kafka's protocol
 */
export async function describeCluster(port: number, timeoutMs = 1_000): Promise<ClusterView> {
  return readClusterView(await exchange(port, metadataRequest(), timeoutMs))
}

/** Returns the request with its length before it. */
export function metadataRequest(): Buffer {
  const request = Buffer.alloc(4 + 8 + 2 + 4)
  request.writeInt32BE(request.length - 4, 0)
  request.writeInt16BE(METADATA, 4)
  request.writeInt16BE(VERSION, 6)
  request.writeInt32BE(1, 8)
  request.writeInt16BE(-1, 12)
  request.writeInt32BE(0, 14)
  return request
}

/** Returns what a Metadata v2 response, without its length, says of the cluster. @throws RangeError when it is cut short */
export function readClusterView(response: Buffer): ClusterView {
  let at = 4
  const int32 = (): number => {
    at += 4
    return response.readInt32BE(at - 4)
  }
  const nullableString = (): string | null => {
    const length = response.readInt16BE(at)
    at += 2
    if (length < 0) return null
    at += length
    return response.toString('utf8', at - length, at)
  }
  const brokerIds: number[] = []
  for (let left = int32(); left > 0; left--) {
    brokerIds.push(int32())
    nullableString()
    int32()
    nullableString()
  }
  return { clusterId: nullableString(), brokerIds }
}

/** Sends a request, length and all, to 127.0.0.1:`port` and resolves with the response without its length. */
export function exchange(port: number, request: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(request))
    const fail = (why: string): void => {
      socket.destroy()
      reject(new Error(`no Kafka answers on 127.0.0.1:${port}: ${why}`))
    }
    let received = Buffer.alloc(0)
    socket.setTimeout(timeoutMs, () => fail('timeout'))
    socket.on('error', (fault) => fail(fault.message))
    socket.on('close', () => fail('connection closed'))
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes])
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return
      resolve(received.subarray(4, 4 + received.readInt32BE(0)))
      socket.destroy()
    })
  })
}
