import { connect } from 'node:net'
import { withAdmin, type KafkaConnection } from '../kafka/connect.ts'
import { frameSplitter } from './frames.ts'

const LEAVE_GROUP = 13
const VERSION = 1

/**
 * Takes every member out of a group, as an administrator may who knows them to be dead: their partitions go to the next
 * at once, not when their sessions have run out. One that lives is told so at its next heartbeat, and joins again.
 * @param coordinator `host:port` of the broker that coordinates the group: of a single one, its address
 */
export async function evictMembers(
  kafka: KafkaConnection,
  coordinator: string,
  group: string,
): Promise<void> {
  const { groups } = await withAdmin(kafka, (admin) => admin.describeGroups([group]))
  for (const { memberId } of groups[0]?.members ?? []) {
    const answer = await asked(coordinator, leaveGroup(group, memberId))
    // Length, correlation id, throttle time; 25: it has gone already.
    const code = answer.readInt16BE(12)
    if (code !== 0 && code !== 25) throw new Error(`${memberId} stays in ${group}: error ${code}`)
  }
}

function leaveGroup(group: string, member: string): Buffer {
  const request = Buffer.concat([
    Buffer.from([0, LEAVE_GROUP, 0, VERSION]),
    int32(1),
    text('test'),
    text(group),
    text(member),
  ])
  return Buffer.concat([int32(request.length), request])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeInt16BE(Buffer.byteLength(value))
  return Buffer.concat([length, Buffer.from(value)])
}

async function asked(address: string, request: Buffer): Promise<Buffer> {
  const [host = '', port] = address.split(':')
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const socket = connect(Number(port), host, () => socket.write(request))
  socket.on('data', frameSplitter(resolve)).on('error', reject)
  socket.on('close', () => reject(new Error(`${address} has hung up`)))
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}
