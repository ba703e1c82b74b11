import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { exchange } from './kafka-wire.ts'

export interface ScramUser {
  readonly name: string
  readonly password: string
  /** One of a name in each mechanism; the latest stays. */
  readonly mechanism: 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
}

const ALTER_USER_SCRAM_CREDENTIALS = 51
const MECHANISM = {
  'SCRAM-SHA-256': { id: 1, hash: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { id: 2, hash: 'sha512', bytes: 64 },
}
const ITERATIONS = 4096
const NO_TAGS = Buffer.of(0)
const TIMEOUT_MS = 10_000

/**
 * Makes the cluster whose plain listener is at 127.0.0.1:`port` know a user (Kafka protocol:
 * AlterUserScramCredentials v0; kafkajs has no such call, and Kafka's own command takes seconds to start).
 * @throws {Error} with the broker's reason when it refuses
 */
export async function addScramUser(port: number, user: ScramUser): Promise<void> {
  const response = await exchange(port, request(user), TIMEOUT_MS)
  // Correlation id, tags, throttle time, one result: its user.
  const at = 4 + 1 + 4 + 1 + 1 + Buffer.byteLength(user.name)
  const code = response.readInt16BE(at)
  if (code !== 0)
    throw new Error(`the broker refuses the user ${user.name}: ${response.toString('utf8', at + 3)}`)
}

function request({ name, password, mechanism }: ScramUser): Buffer {
  const { id, hash, bytes } = MECHANISM[mechanism]
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password, salt, ITERATIONS, bytes, hash)
  const header = [int16(ALTER_USER_SCRAM_CREDENTIALS), int16(0), int32(1), int16(-1), NO_TAGS]
  const upsertion = [
    compact(Buffer.from(name)),
    Buffer.of(id),
    int32(ITERATIONS),
    compact(salt),
    compact(salted),
  ]
  const noDeletions = Buffer.of(1)
  const oneUpsertion = Buffer.of(2)
  const message = Buffer.concat([...header, noDeletions, oneUpsertion, ...upsertion, NO_TAGS, NO_TAGS])
  return Buffer.concat([int32(message.length), message])
}

/** Of fewer than 127 bytes, so that the length takes one. */
function compact(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(bytes.length + 1), bytes])
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
