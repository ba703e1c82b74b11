import {
  type Order,
  type OrderUpdate,
  type OrderUpdateOutcome,
  type UpdateKind,
  updateKind,
} from '@channel-adapter/contracts'
import { type IncomingMessage, failureHeaders, type ReplayRecord } from '@channel-adapter/messaging'
import { traceIdOf } from '@channel-adapter/telemetry'

/** What the topics hold of one order. */
export interface OrderRecords {
  readonly snapshots: readonly Found<Order>[]
  readonly updates: readonly Found<OrderUpdate>[]
  readonly outcomes: readonly Found<OrderUpdateOutcome>[]
  /** Dead letters, and what was put aside as invalid. */
  readonly failed: readonly (Pick<IncomingMessage, 'headers' | 'timestamp'> & {
    readonly channel: 'parked' | 'invalid'
  })[]
  readonly replays: readonly ReplayRecord[]
}

export interface Found<T> extends Pick<IncomingMessage, 'headers' | 'timestamp'> {
  readonly value: T
}

/** One thing that happened to an order. */
export interface TimelineEntry {
  /** RFC 3339: when the topic had it. */
  readonly at: string
  readonly event: 'published' | 'answered' | 'outcome' | 'parked' | 'invalid' | 'replay'
  readonly text: string
  readonly traceId?: string
}

/** What happened to an order, the oldest first. Pure. */
export function timeline({ snapshots, updates, outcomes, failed, replays }: OrderRecords): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...snapshots.map((found) => entry(found, 'published', published(found.value))),
    ...updates.map((found) => entry(found, 'answered', answered(found.value))),
    ...outcomes.map((found) => entry(found, 'outcome', outcome(found.value))),
    ...failed.map((found) => entry(found, found.channel, cause(found.headers))),
    ...replays.map((record) => ({ at: record.at, event: 'replay' as const, text: replayText(record) })),
  ]
  // Sorting is stable: of one moment the cause stands before its effect.
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** The answers that have no outcome yet. Pure. */
export function waiting({ updates, outcomes }: Pick<OrderRecords, 'updates' | 'outcomes'>): OrderUpdate[] {
  const told = new Set(outcomes.map(({ value }) => value.updateId))
  return updates.map(({ value }) => value).filter(({ id }) => !told.has(id))
}

function entry(
  { headers, timestamp }: Pick<IncomingMessage, 'headers' | 'timestamp'>,
  event: TimelineEntry['event'],
  text: string,
): TimelineEntry {
  const traceId = traceIdOf(headers['traceparent'])
  return { at: new Date(timestamp).toISOString(), event, text, ...(traceId !== undefined && { traceId }) }
}

function published({ version, revision, status, changedAt }: Order): string {
  return `version ${version}, revision ${revision}, ${status}; changed in the ERP at ${changedAt}`
}

function answered(update: OrderUpdate): string {
  const code = update.response ? ` ${update.response.code}` : ''
  return `${update.partner}: ${inWords(updateKind(update))}${code} to revision ${update.orderRevision}, update ${update.id}`
}

function outcome({ result, partner, kind, orderVersion, reason, updateId }: OrderUpdateOutcome): string {
  const version = orderVersion === null ? '' : `, the order is at version ${orderVersion}`
  const why = reason ? ` (${reason.code}: ${reason.text})` : ''
  return `${result}${why}: ${inWords(kind)} of ${partner}, update ${updateId}${version}`
}

function cause(headers: IncomingMessage['headers']): string {
  return `${headers[failureHeaders.code] ?? 'unknown'}: ${headers[failureHeaders.text] ?? ''}`
}

function replayText(record: ReplayRecord): string {
  if (record.kind === 'result') return record.result + (record.code ? ` (${record.code})` : '')
  return record.kind === 'cancel'
    ? `${record.by} cancels it`
    : `${record.by} asks for ${record.action}, because "${record.reason}"`
}

function inWords(kind: UpdateKind): string {
  return kind.toLowerCase().replaceAll('_', ' ')
}
