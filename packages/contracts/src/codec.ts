import type avro from 'avsc'
import { boundBlocks } from './bounded-blocks.ts'
import { closedBy } from './closed.ts'
import type { Contract, Violation } from './contract.ts'
import { writeOptionalsOnce } from './optional-once.ts'
import { type Registry, subjectOf } from './registry.ts'
import { NotRegistered, SchemaSwapped } from './registry-errors.ts'
import { violationsOf } from './validate.ts'
import { wellFormTexts } from './well-formed-texts.ts'

boundBlocks()
wellFormTexts()
writeOptionalsOnce()

const MAGIC_BYTE = 0
const HEADER_BYTES = 5
const FIRST_SCRATCH_BYTES = 16 * 1024
const MOST_SCRATCH_BYTES = 1024 * 1024

/** These bytes are no message of this contract, and never will be. `code` is stable: docs/failures.md. */
export class InvalidMessage extends Error {
  override readonly name = 'InvalidMessage'
  readonly code:
    | 'not-avro'
    | 'batch-too-large'
    | 'message-too-large'
    | 'batch-unreadable'
    | 'unknown-schema'
    | 'foreign-schema'
    | 'incompatible-schema'
    | 'contract-violated'
    | 'key-mismatch'
    | 'unknown-connection'
    | 'not-permitted'

  constructor(code: InvalidMessage['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A value breaks its contract: the sender's fault, to be told where. */
export class ContractViolated extends Error {
  override readonly name = 'ContractViolated'
  readonly violations: readonly Violation[]

  constructor(contract: string, violations: readonly Violation[]) {
    const places = violations.map(({ path, message }) => `${path || '(the whole)'} ${message}`)
    super(`${contract}: ${places.join('; ')}`)
    this.violations = violations
  }
}

/** Values of one contract to Kafka message values and back, in Confluent's wire format, so that any client reads them. */
export interface Codec<T> {
  readonly contract: Contract<T>
  /** @throws {ContractViolated} before a byte leaves. */
  encode(value: T): Buffer
  /**
   * Reads what any registered version wrote, in the current version's shape.
   * @throws {InvalidMessage} when the bytes are none; {RegistryUnavailable} when the registry must be asked and is away.
   */
  decode(bytes: Buffer): Promise<T>
}

/**
 * A codec whose writer's schema is registered: asks the registry now, and later once for each id that it does not know.
 * What it reads must be written with a version of this topic's own subject: no other schema is taken for one.
 * @param topic the topic's name, prefix included
 * @throws {NotRegistered} when the deploy step has not registered the contract; {SchemaSwapped} when its id holds
 *   another schema; {RegistryUnavailable}
 */
export async function createCodec<T>(
  contract: Contract<T>,
  topic: string,
  registry: Registry,
): Promise<Codec<T>> {
  const subject = subjectOf(topic)
  const id = await registry.idOf(contract, subject)
  const registered = await registry.schemaById(id)
  if (!registered.fingerprint().equals(contract.type.fingerprint())) {
    throw new SchemaSwapped(
      `the schema registry holds ${registered.name ?? 'another schema'} under id ${id}, which is that of ${subject}: ` +
        'find out who changed it (adapter contracts check), and do not start before it is mended',
    )
  }
  const write = writerOf(contract.type, id)
  const isClosed = closedBy(contract.type)
  // Resolving a writer's schema to ours compiles code: once per schema, not per message.
  const readers = new Map<number, (payload: Buffer) => unknown>([
    [id, (payload) => contract.type.fromBuffer(payload)],
  ])

  async function readerOf(writerId: number): Promise<(payload: Buffer) => unknown> {
    const known = readers.get(writerId)
    if (known) return known
    const reader = compileReader(contract.type, writerId, await writerSchema(registry, writerId, subject))
    readers.set(writerId, reader)
    return reader
  }

  function violated(value: T): ContractViolated | undefined {
    const violations = violationsOf(contract, value)
    return violations.length > 0 ? new ContractViolated(contract.name, violations) : undefined
  }

  return {
    contract,
    encode(value) {
      // Writing refuses what checking refuses, at half of what both would cost: only a fault is looked for by its place.
      let bytes: Buffer
      try {
        bytes = write(value)
      } catch (error) {
        throw violated(value) ?? error
      }
      const fault = isClosed(value) && contract.rules(value).length === 0 ? undefined : violated(value)
      if (fault) throw fault
      return bytes
    },
    async decode(bytes) {
      if (bytes.length < HEADER_BYTES || bytes[0] !== MAGIC_BYTE) {
        throw new InvalidMessage(
          'not-avro',
          `not in Confluent's wire format: ${bytes.length} bytes, the first is not 0`,
        )
      }
      const read = await readerOf(bytes.readInt32BE(1))
      const value = decodeWith(read, bytes.subarray(HEADER_BYTES), contract.name)
      const violations = contract.rules(value as T)
      if (violations.length === 0) return value as T
      const { message } = new ContractViolated(contract.name, violations)
      throw new InvalidMessage('contract-violated', message)
    },
  }
}

/** Writes behind the header in one buffer that is used again and again, and gives out a copy of what it takes. */
function writerOf(type: avro.Type, id: number): (value: unknown) => Buffer {
  let scratch = headed(FIRST_SCRATCH_BYTES, id)
  return (value) => {
    let room = scratch
    let end = type.encode(value, room, HEADER_BYTES)
    if (end < 0) {
      // Minus the bytes that are missing.
      room = headed(2 * (room.length - end), id)
      end = type.encode(value, room, HEADER_BYTES)
      if (room.length <= MOST_SCRATCH_BYTES) scratch = room
    }
    return Buffer.from(room.subarray(0, end))
  }
}

function headed(bytes: number, id: number): Buffer {
  const scratch = Buffer.alloc(bytes)
  scratch.writeInt32BE(id, 1)
  return scratch
}

async function writerSchema(registry: Registry, id: number, subject: string): Promise<avro.Type> {
  // Asked before the schema, which the client would compile and keep for ever: a sender of many ids could fill memory.
  const subjects = await registry.subjectsOf(id)
  if (subjects.length === 0) {
    throw new InvalidMessage('unknown-schema', `the schema registry does not know schema id ${id}`)
  }
  // A record that happens to fit would be read as what it is not: field order and names are no proof of meaning.
  if (!subjects.includes(subject)) {
    const others = subjects.join(', ')
    throw new InvalidMessage(
      'foreign-schema',
      `schema id ${id} is no version of ${subject}, but of ${others}`,
    )
  }
  return registry.schemaById(id).catch((error: unknown) => {
    if (!(error instanceof NotRegistered)) throw error
    throw new InvalidMessage('unknown-schema', error.message, { cause: error })
  })
}

function compileReader(reader: avro.Type, id: number, writer: avro.Type): (payload: Buffer) => unknown {
  try {
    const resolver = reader.createResolver(writer)
    return (payload) => reader.fromBuffer(payload, resolver)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new InvalidMessage(
      'incompatible-schema',
      `schema id ${id} cannot be read as ${reader.name}: ${message}`,
      {
        cause: error,
      },
    )
  }
}

function decodeWith(read: (payload: Buffer) => unknown, payload: Buffer, contract: string): unknown {
  try {
    return read(payload)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new InvalidMessage('not-avro', `not readable as ${contract}: ${message}`, { cause: error })
  }
}
