import { type Instant, toMicros } from '@channel-adapter/contracts'
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
  /** Told when orders had changed, once they are published; milliseconds since the epoch. */
  readonly published: (changedAt: readonly number[]) => void
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

/** A page as it is to be published. Its orders are not among it: they would be held until they are committed. */
interface Made {
  readonly cursor: Cursor
  /** Whether there is nothing to be written of it, not even how far it leads. */
  readonly empty: boolean
  readonly messages: readonly OutgoingMessage[]
  readonly changedAt: readonly number[]
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
  // A commit that fails ends the reading at once: the ERP may be away for hours. It is not raced with each page, since
  // what is raced with something that does not end is held until it does.
  const failed = new AbortController()
  const commits = new GroupCommit<Made>(async (group) => {
    try {
      await commit(group, effects)
    } catch (error) {
      failed.abort(error)
      throw error
    }
  }, PAGES_IN_A_TRANSACTION)
  const read = patientReader(erp, settings.pageSize, effects)
  const until = AbortSignal.any([signal, failed.signal])
  for await (const page of readAhead(read, from, until, effects.ahead.of(settings.pageSize))) {
    // A sweep may move the head only when it has come past it: then everything behind it has been seen.
    sweeping &&= page.more && !goesPastHead(page, cursor)
    const plan = planPage(cursor, page, !sweeping, windowMs(settings.overlapMs))
    sayForgotten(erp.id, cursor, plan.cursor, settings, effects)
    crashPoint('extract.page-read')
    const told = await messagesOf(erp.id, plan, effects)
    await commits.add({ cursor: plan.cursor, empty: isEmpty(plan, cursor), ...told })
    cursor = plan.cursor
    published += plan.orders.length
  }
  await commits.settled()
  return { cursor, published }
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
  const last = group.findLast(({ empty }) => !empty)
  if (last) await publishPages(messages, effects.cursorRecord(encodeCursor(last.cursor)), effects)
  for (const { cursor, changedAt } of group) {
    effects.published(changedAt)
    effects.progress.polled(effects.now(), changedAt.length, cursor.headChangedAt)
  }
}

/** When an order changed, in milliseconds since the epoch. */
export function changeMs({ changedAt }: { readonly changedAt: Instant }): number {
  return (toMicros(changedAt) ?? 0) / 1000
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
): Promise<Pick<Made, 'messages' | 'changedAt'>> {
  const at = new Date(now())
  const messages: OutgoingMessage[] = []
  const changedAt: number[] = []
  const breathe = breather()
  for (const order of orders) {
    await breathe()
    messages.push(snapshotMessage(order, channel, at))
    changedAt.push(changeMs(order))
  }
  messages.push(...unreadable.map((order) => invalidOrderMessage(source, order, channel, at)))
  return { messages, changedAt }
}
