import { randomUUID } from 'node:crypto'
import { type AuditRecord, type Codec, instant } from '@channel-adapter/contracts'
import { cloudEventHeaders } from '../cloud-events.ts'
import type { OutgoingMessage, Publisher } from '../ports.ts'

/** Who asks for a change, and how that is known. */
export type Actor = Readonly<Pick<AuditRecord, 'subject' | 'name' | 'knownBy' | 'role' | 'through'>>

/** What is asked for. What is left out is null in the record. */
export type Change = Readonly<
  Pick<AuditRecord, 'action' | 'connection'> &
    Partial<Pick<AuditRecord, 'order' | 'orders' | 'messages' | 'plan' | 'reason'>>
> & {
  /** JSON; undefined where there is nothing to compare. */
  readonly before?: unknown
  readonly after?: unknown
}

export interface AuditChannel {
  readonly codec: Codec<AuditRecord>
  /** Prefix included. */
  readonly topic: string
}

/** The record of a change, to be published. */
export function auditMessage(
  actor: Actor,
  { before, after, ...change }: Change,
  decision: AuditRecord['decision'],
  { codec, topic }: AuditChannel,
  { id, now }: { readonly id: string; readonly now: number },
): OutgoingMessage {
  const key = change.connection ?? actor.subject
  const at = instant(now)
  return {
    topic,
    key,
    value: codec.encode({
      order: null,
      orders: null,
      messages: null,
      plan: null,
      reason: null,
      ...change,
      ...actor,
      id,
      at,
      decision,
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
    }),
    headers: cloudEventHeaders({
      id,
      type: codec.contract.name,
      source: `/people/${encodeURIComponent(actor.subject)}`,
      time: at,
      subject: key,
    }),
  }
}

/** Who changed what, kept in Kafka: the one way by which people's changes go. */
export interface AuditTrail {
  /**
   * Records the change, and only then makes it: nothing is changed that is not on record. What became of it, the replay
   * log and the control topic tell.
   * @throws {PublishFailed} {PublisherOverloaded} when it cannot be recorded: then nothing was changed
   */
  make<T>(actor: Actor, change: Change, make: () => Promise<T>): Promise<T>
  /** Records what somebody wanted and may not do. */
  denied(actor: Actor, change: Change): Promise<void>
}

export function auditTrail(channel: AuditChannel, publish: Publisher['publish']): AuditTrail {
  const record = (actor: Actor, change: Change, decision: AuditRecord['decision']) =>
    publish([auditMessage(actor, change, decision, channel, { id: randomUUID(), now: Date.now() })])
  return {
    async make(actor, change, make) {
      await record(actor, change, 'ALLOWED')
      return make()
    },
    denied: (actor, change) => record(actor, change, 'DENIED'),
  }
}
