import type { Order } from '@channel-adapter/contracts'
import type { ErpConnection, Position } from '@channel-adapter/erp'
import type { OutgoingMessage } from '@channel-adapter/messaging'
import { breather } from '@channel-adapter/patience'
import { crashPoint, isOff } from '@channel-adapter/seams'
import { type Cursor, encodeCursor } from './cursor.ts'
import { GroupCommit } from './group-commit.ts'
import { goesPastHead, isEmpty, type PagePlan, planPage, sweepReachMs } from './plan-page.ts'
import { nextPollMs, type PollSettings, sweepDue, windowMs } from './poll-schedule.ts'
import { type BytesAhead, readAhead } from './read-ahead.ts'
import { patientReader, type ReadingEffects } from './read-patiently.ts'
import { invalidOrderMessage, type SnapshotChannel, snapshotMessage } from './snapshot-message.ts'

const PAGES_IN_A_TRANSACTION = 4

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
  /** Shared by all connections of this process. */
  readonly ahead: BytesAhead
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

/** A page as it is to be published. */
interface Made {
  readonly plan: PagePlan
  /** Whether there is nothing to be written of it, not even how far it leads. */
  readonly empty: boolean
  readonly messages: readonly OutgoingMessage[]
}

/**
 * Publishes page after page until the ERP has no more. While pages are being committed the next ones are made into
 * messages, and those behind them are being read.
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
  const commits = new GroupCommit<Made>((group) => commit(group, effects), PAGES_IN_A_TRANSACTION)
  const read = patientReader(erp, settings.pageSize, effects)
  const pages = readAhead(read, from, signal, effects.ahead.of(settings.pageSize))
  try {
    for (;;) {
      const taken = pages.next()
      // A commit that fails ends this at once: the ERP may be away for hours.
      const { value: page } = await Promise.race([taken, commits.settled().then(() => taken)])
      if (!page) break
      // A sweep may move the head only when it has come past it: then everything behind it has been seen.
      sweeping &&= page.more && !goesPastHead(page, cursor)
      const plan = planPage(cursor, page, !sweeping, windowMs(settings.overlapMs))
      sayForgotten(erp.id, cursor, plan.cursor, settings, effects)
      crashPoint('extract.page-read')
      const messages = await messagesOf(erp.id, plan, effects)
      await commits.add({ plan, empty: isEmpty(plan, cursor), messages })
      cursor = plan.cursor
      published += plan.orders.length
    }
    await commits.settled()
    return { cursor, published }
  } finally {
    // What was read ahead is given back, also of an ERP that is away: nobody waits for it here.
    void pages.return()
  }
}

/** Once for each bulk change: an operator can read all of the ERP again where that matters. */
function sayForgotten(
  connection: string,
  before: Cursor,
  { horizon, headChangedAt }: Cursor,
  { overlapMs }: ExtractionSettings,
  { log }: ExtractionEffects,
): void {
  if (horizon === undefined || before.horizon !== undefined) return
  log.warn(
    { connection, horizon, headChangedAt, overlapMs },
    'so much has changed at once that the cursor forgets some of it before its time: what changed up to the horizon and becomes visible only now is found when it changes again',
  )
}

async function commit(group: readonly Made[], effects: ExtractionEffects): Promise<void> {
  const messages = group.flatMap((made) => made.messages)
  const cursor = group.findLast(({ empty }) => !empty)?.plan.cursor
  if (cursor) await publishPages(messages, effects.cursorRecord(encodeCursor(cursor)), effects)
  for (const { plan } of group) {
    effects.published(plan.orders)
    effects.progress.polled(effects.now(), plan.orders.length, plan.cursor.headChangedAt)
  }
}

/** Orders and cursor in one transaction: neither is ever without the other. */
async function publishPages(
  messages: readonly OutgoingMessage[],
  cursor: OutgoingMessage,
  { publish }: ExtractionEffects,
): Promise<void> {
  if (!isOff('cursor-in-transaction')) return publish([...messages, cursor])
  await publish(messages)
  await publish([cursor])
}

/** A page is much to do at once: in between the ERP is asked for the next one. */
async function messagesOf(
  source: string,
  { orders, unreadable }: PagePlan,
  { channel, now }: ExtractionEffects,
): Promise<OutgoingMessage[]> {
  const at = new Date(now())
  const messages: OutgoingMessage[] = []
  const breathe = breather()
  for (const order of orders) {
    await breathe()
    messages.push(snapshotMessage(order, channel, at))
  }
  return [...messages, ...unreadable.map((order) => invalidOrderMessage(source, order, channel, at))]
}
