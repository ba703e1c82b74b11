import { type Order, type OrderUpdate, type OrderUpdateOutcome, updateKind } from '@channel-adapter/contracts'
import { failureHeaders, type IncomingMessage, type ReplayRecord } from '@channel-adapter/messaging'
import { traceIdOf } from '@channel-adapter/telemetry'
import { differences } from './differences.ts'
import type { Happening, Timeline } from './happening.ts'

/** What one message or record says of an order. */
export type Evidence =
  | (Found & { readonly kind: 'order'; readonly value: Order })
  | (Found & { readonly kind: 'update'; readonly value: OrderUpdate })
  | (Found & { readonly kind: 'outcome'; readonly value: OrderUpdateOutcome })
  /** Put aside; the headers say why. */
  | (Found & { readonly kind: 'parked' | 'invalid' })
  | (Found & { readonly kind: 'unreadable'; readonly text: string })
  | { readonly kind: 'replay'; readonly record: ReplayRecord }

interface Found extends Pick<IncomingMessage, 'headers' | 'timestamp'> {
  /** By which the caller knows the message again. */
  readonly id?: number
}

/** Every version has them anew. */
const ALWAYS_NEW: ReadonlySet<string> = new Set(['version', 'changedAt'])
/** Of one moment the cause stands before its effect. */
const CAUSES: readonly Evidence['kind'][] = [
  'order',
  'update',
  'outcome',
  'parked',
  'invalid',
  'unreadable',
  'replay',
]

/** What happened to an order, told from all that is known of it, in any order. Pure. */
export function timelineOf(evidence: readonly Evidence[]): Timeline {
  const sorted = evidence.toSorted(
    (a, b) => momentOf(a) - momentOf(b) || CAUSES.indexOf(a.kind) - CAUSES.indexOf(b.kind),
  )
  let order: Order | undefined
  const publishedAt = new Map<number, number>()
  const sentAt = new Map<string, number>()
  const settled = new Set(sorted.flatMap((each) => (each.kind === 'outcome' ? [each.value.updateId] : [])))

  function happened(each: Evidence): Happening {
    const at = momentOf(each)
    if (each.kind === 'replay')
      return { kind: 'replay', at, message: undefined, traceId: undefined, ...operatorsPart(each.record) }
    const { headers } = each
    const common = { at, message: each.id, traceId: traceIdOf(headers['traceparent']) }
    switch (each.kind) {
      case 'order': {
        const before = order
        order = each.value
        const { version, revision, status, changedAt } = order
        if (!publishedAt.has(revision)) publishedAt.set(revision, at)
        const changed = before && differences(before, order).filter(({ place }) => !ALWAYS_NEW.has(place))
        return { kind: 'published', ...common, version, revision, status, changedAt, differences: changed }
      }
      case 'update': {
        const { id: updateId, partner, orderRevision: revision } = each.value
        if (!sentAt.has(updateId)) sentAt.set(updateId, at)
        return {
          kind: 'update',
          ...common,
          updateId,
          partner,
          update: updateKind(each.value),
          ...sayingOf(each.value),
          revision,
          tookMs: since(publishedAt.get(revision), at),
          waiting: !settled.has(updateId),
        }
      }
      case 'outcome': {
        const { updateId, partner, kind: update, result, orderVersion, reason } = each.value
        const tookMs = since(sentAt.get(updateId), at)
        return { kind: 'outcome', ...common, updateId, partner, update, result, orderVersion, reason, tookMs }
      }
      case 'unreadable':
        return { kind: 'unreadable', ...common, text: each.text }
      default: {
        const { code, text, attempts } = failureHeaders
        return {
          kind: each.kind,
          ...common,
          code: headers[code] ?? 'unknown',
          text: headers[text] ?? '',
          attempts: Number(headers[attempts] ?? 1),
        }
      }
    }
  }

  const happenings = sorted.map((each) => happened(each))
  return { order, happenings }
}

function momentOf(each: Evidence): number {
  return each.kind === 'replay' ? Date.parse(each.record.at) : each.timestamp
}

function operatorsPart(
  record: ReplayRecord,
): Pick<Happening & { kind: 'replay' }, 'action' | 'by' | 'reason'> {
  switch (record.kind) {
    case 'request': {
      const isCorrected = record.entries.some(({ value }) => value !== undefined)
      return { action: isCorrected ? 'correct' : record.action, by: record.by, reason: record.reason }
    }
    case 'cancel':
      return { action: 'cancel', by: record.by, reason: undefined }
    default: {
      const { result, code, text } = record
      const reason = code === undefined ? undefined : [code, text].filter(Boolean).join(': ')
      return { action: result, by: undefined, reason }
    }
  }
}

function sayingOf(update: OrderUpdate): { code: string | undefined; reason: string | null } {
  const { response, stockConfirmation, statusChange } = update
  return {
    code: response?.code ?? stockConfirmation?.code ?? statusChange?.status,
    reason: response?.reason ?? statusChange?.reason ?? null,
  }
}

function since(from: number | undefined, to: number): number | undefined {
  return from === undefined || to < from ? undefined : to - from
}
