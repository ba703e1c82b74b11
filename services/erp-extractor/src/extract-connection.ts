import { setImmediate as immediate } from 'node:timers/promises'
import type { Order } from '@channel-adapter/contracts'
import type { ErpConnection, Position } from '@channel-adapter/erp'
import type { OutgoingMessage } from '@channel-adapter/messaging'
import { crashPoint, isOff } from '@channel-adapter/seams'
import { type Cursor, encodeCursor } from './cursor.ts'
import { goesPastHead, isEmpty, type PagePlan, planPage, sweepReachMs } from './plan-page.ts'
import { nextPollMs, type PollSettings, sweepDue, windowMs } from './poll-schedule.ts'
import { readPatiently, type ReadingEffects } from './read-patiently.ts'
import { invalidOrderMessage, type SnapshotChannel, snapshotMessage } from './snapshot-message.ts'

/** How one connection is read. */
export interface ExtractionSettings {
  readonly poll: PollSettings
  /** How late an order may become visible after its own change time; milliseconds. */
  readonly overlapMs: number
  /** Orders per page. */
  readonly pageSize: number
}

export interface ExtractionEffects extends ReadingEffects {
  /** Publishes messages and cursor in one transaction. When it throws nothing is known: the extraction ends. */
  readonly publish: (messages: readonly OutgoingMessage[]) => Promise<void>
  /** Told of orders once they are published. */
  readonly published: (orders: readonly Order[]) => void
  /** Where this connection's cursor is kept. */
  readonly cursorRecord: (value: Buffer) => OutgoingMessage
  readonly channel: SnapshotChannel
}

/**
 * Reads one ERP for ever and publishes what changed, beginning at a cursor that was read back from Kafka.
 * An ERP that is away is waited for; a publish that fails ends it.
 */
export async function extractConnection(
  erp: ErpConnection,
  settings: ExtractionSettings,
  begin: Cursor,
  effects: ExtractionEffects,
  signal: AbortSignal,
): Promise<void> {
  const { overlapMs } = settings
  let cursor = begin
  let waitMs = settings.poll.minMs
  effects.progress.begun(effects.now())
  // After a start we cannot know how long ago the head moved: assume just now.
  let headMovedAt = effects.now()
  let lastSweepAt = Number.NEGATIVE_INFINITY

  while (!signal.aborted) {
    const sweepBegan = effects.now()
    const reachMs = sweepReachMs(cursor, windowMs(overlapMs))
    const sweep =
      cursor.head !== undefined &&
      reachMs >= 0 &&
      sweepDue(sweepBegan, { lastSweepAt, headMovedAt }, overlapMs)
    if (sweep) lastSweepAt = sweepBegan
    const from = sweep && cursor.head ? erp.rewind(cursor.head, reachMs) : cursor.head
    const { cursor: reached, published } = await readOn(erp, settings, cursor, from, sweep, effects, signal)
    if (JSON.stringify(reached.head) !== JSON.stringify(cursor.head)) headMovedAt = effects.now()
    cursor = reached
    waitMs = nextPollMs(waitMs, published > 0, settings.poll)
    await effects.control.rest(erp.id, waitMs, signal)
  }
}

/**
 * Publishes page after page until the ERP has no more. Three pages are under way at a time: one is being committed,
 * the next is made into messages meanwhile, and the one behind it is being read.
 */
async function readOn(
  erp: ErpConnection,
  settings: ExtractionSettings,
  begin: Cursor,
  from: Position | undefined,
  sweep: boolean,
  effects: ExtractionEffects,
  signal: AbortSignal,
): Promise<{ cursor: Cursor; published: number }> {
  let cursor = begin
  let published = 0
  let sweeping = sweep
  let committing = Promise.resolve()
  const read = (position: Position | undefined) =>
    readPatiently(erp, position, settings.pageSize, effects, signal)
  for (let page = await read(from); page;) {
    const ahead = page.more ? read(page.next) : undefined
    // A commit that fails leaves the read ahead behind; its own failure is then nobody's concern.
    ahead?.catch(() => {})
    // The request must be on its way before this page takes the processor.
    await immediate()
    // A sweep may move the head only when it has come past it: then everything behind it has been seen.
    sweeping &&= page.more && !goesPastHead(page, cursor)
    const plan = planPage(cursor, page, !sweeping, windowMs(settings.overlapMs))
    crashPoint('extract.page-read')
    const messages = isEmpty(plan, cursor) ? [] : messagesOf(erp.id, plan, effects)
    await committing
    committing = commit(plan, messages, effects)
    // Told below, or in the next round.
    committing.catch(() => {})
    cursor = plan.cursor
    published += plan.orders.length
    page = await Promise.race([ahead, committing.then(() => ahead)])
  }
  await committing
  return { cursor, published }
}

async function commit(
  { orders, cursor }: PagePlan,
  messages: readonly OutgoingMessage[],
  effects: ExtractionEffects,
): Promise<void> {
  if (messages.length > 0) await publishPage(messages, effects)
  effects.published(orders)
  effects.progress.polled(effects.now(), orders.length, cursor.headChangedAt)
}

/** Orders and cursor in one transaction: neither is ever without the other. */
async function publishPage(
  messages: readonly OutgoingMessage[],
  { publish }: ExtractionEffects,
): Promise<void> {
  if (!isOff('cursor-in-transaction')) return publish(messages)
  await publish(messages.slice(0, -1))
  await publish(messages.slice(-1))
}

function messagesOf(
  source: string,
  plan: PagePlan,
  { channel, cursorRecord, now }: ExtractionEffects,
): OutgoingMessage[] {
  const at = new Date(now())
  return [
    ...plan.orders.map((order) => snapshotMessage(order, channel, at)),
    ...plan.unreadable.map((order) => invalidOrderMessage(source, order, channel, at)),
    cursorRecord(encodeCursor(plan.cursor)),
  ]
}
