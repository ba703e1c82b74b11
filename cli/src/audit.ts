import { userInfo } from 'node:os'
import { contracts, createCodec } from '@channel-adapter/contracts'
import {
  type Actor,
  auditTrail,
  type Change,
  createPublisher,
  type Publisher,
} from '@channel-adapter/messaging'
import { clusterConfig } from './environment.ts'

export interface CommandAudit extends AsyncDisposable {
  /** Records the change, and only then makes it. @param by the name that was given, if it is not the user's own */
  make<T>(by: string, change: Change, make: () => Promise<T>): Promise<T>
  readonly publish: Publisher['publish']
}

/** Where the command's changes go on record. @throws {ConfigError} {NotRegistered} {RegistryUnavailable} */
export async function openAuditTrail(): Promise<CommandAudit> {
  const { kafka, registry, topicPrefix } = clusterConfig()
  const topic = topicPrefix + contracts.audit.name
  const codec = await createCodec(contracts.audit, topic, registry)
  const publisher = createPublisher(kafka)
  const publish: Publisher['publish'] = (messages) => publisher.publish(messages)
  const trail = auditTrail({ codec, topic }, publish)
  return {
    make: (by, change, make) => trail.make(actorOf(by), change, make),
    publish,
    [Symbol.asyncDispose]: () => publisher.stop(),
  }
}

/** Who runs the command, as this machine says, and as they call themselves. */
function actorOf(by: string): Actor {
  const subject = userInfo().username
  return { subject, name: by === subject ? null : by, knownBy: 'OS_USER', role: null, through: 'COMMAND' }
}
