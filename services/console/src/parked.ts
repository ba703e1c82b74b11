import { type Codec, InvalidMessage, type OrderUpdate } from '@channel-adapter/contracts'
import {
  type DeadLetter,
  failureHeaders,
  readFailedMessage,
  type ReplayDesk,
  type ReplayRecord,
} from '@channel-adapter/messaging'
import type { InvalidView, ParkedGroup, ParkedLetter, PlanView } from './answers/parked.ts'
import { oldest } from './oldest.ts'
import type { StoredMessage } from './store/messages.ts'

type Desks = ReadonlyMap<string, ReplayDesk>
type Request = Extract<ReplayRecord, { kind: 'request' }>

/** So many letters of a group are shown, and so many plans. */
const SHOWN = 20

/** What is parked, by connection and reason, the most first. */
export function parkedGroups(desks: Desks): ParkedGroup[] {
  return [...desks]
    .flatMap(([connection, desk]) =>
      [...Map.groupBy(desk.letters(), ({ code }) => code)].map(([code, letters]): ParkedGroup => {
        const views = letters.map((letter) => letterView(connection, letter))
        return {
          connection,
          code,
          messages: letters.length,
          orders: new Set(views.map(({ key }) => key)).size,
          since: oldest(views.map(({ at }) => at)),
          letters: views.toSorted((a, b) => a.at - b.at).slice(0, SHOWN),
        }
      }),
    )
    .toSorted((a, b) => b.messages - a.messages)
}

export function letterView(
  connection: string,
  { entry, code, text, attempts, firstFailedAt }: DeadLetter,
): ParkedLetter {
  const { key, partition, offset } = entry
  return { connection, key, partition, offset, code, text, attempts, at: Date.parse(firstFailedAt) }
}

/** What operators asked for last, and how far it is. */
export async function planViews(desks: Desks, codec: Codec<OrderUpdate>): Promise<PlanView[]> {
  const requests = [...desks].flatMap(([connection, desk]) => {
    const asked = desk.log().filter((record): record is Request => record.kind === 'request')
    return [...Map.groupBy(asked, ({ plan }) => plan)].map(([plan, records]) => ({
      connection,
      desk,
      plan,
      records,
    }))
  })
  const newest = requests
    .toSorted((a, b) => (b.records[0]?.at ?? '').localeCompare(a.records[0]?.at ?? ''))
    .slice(0, SHOWN)
  return Promise.all(
    newest.flatMap(({ connection, desk, plan, records }) => {
      const [first] = records
      return first ? [planView(connection, desk, plan, first, records, codec)] : []
    }),
  )
}

async function planView(
  connection: string,
  desk: ReplayDesk,
  plan: string,
  { action, by, reason, at }: Request,
  records: readonly Request[],
  codec: Codec<OrderUpdate>,
): Promise<PlanView> {
  const { replayed, discarded, failed, left, cancelled } = desk.progress(plan)
  const corrected = records.flatMap(({ key, entries }) =>
    entries.flatMap(({ value, before }) => (value === undefined ? [] : [{ key, value, before }])),
  )
  return {
    connection,
    plan,
    action,
    by,
    reason,
    at: Date.parse(at),
    orders: records.length,
    done: replayed + discarded,
    failed,
    left,
    cancelled,
    corrections: await Promise.all(
      corrected.map(async ({ key, value, before }) => ({
        key,
        before: await readable(before, codec),
        after: await readable(value, codec),
      })),
    ),
  }
}

async function readable(base64: string | undefined, codec: Codec<OrderUpdate>): Promise<unknown> {
  try {
    return base64 === undefined ? null : await codec.decode(Buffer.from(base64, 'base64'))
  } catch (error) {
    if (!(error instanceof InvalidMessage)) throw error
    return base64
  }
}

export function invalidView({ id, message }: StoredMessage): InvalidView {
  const { code, text, message: original } = readFailedMessage(message)
  const topic = message.headers[failureHeaders.topic] ?? original.topic
  return { message: id, topic, key: message.key, code, text, at: message.timestamp }
}
