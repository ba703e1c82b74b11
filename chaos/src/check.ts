import { addDecimals, compareDecimals, orderKey } from '@channel-adapter/contracts'
import {
  byPlace,
  type ErpFacts,
  type ErpOrderFact,
  type Findings,
  findFaults,
  hasUpdate,
  type Ledger,
} from '@channel-adapter/ledger'
import type { Facts } from './facts.ts'

/** Codes of dead letters that follow from the faults that we put before the ERP; any other is a fault of ours. */
const EXPECTED_CODES: ReadonlySet<string> = new Set(['erp-rejected', 'follows-parked'])

/** Everything that does not fit at the end of a run. Pure. */
export function check(facts: Facts): Findings {
  const { source, erp, topics, inbox } = facts
  const basic = findFaults(source, erp, topics)
  return {
    lost: [
      ...basic.lost,
      ...unfinished(erp),
      ...missingInInbox(topics, inbox),
      ...missingPosts(facts),
      ...putAsideWithoutCause(facts),
      ...facts.parked.map((key) => `an update of ${key} is parked still`),
      ...refusedWithEffect(erp, topics),
      ...movedTooLittle(source, erp, topics),
    ],
    twice: [
      ...basic.twice,
      ...withoutCause(source, erp, topics),
      ...postsUnderTwoIds(facts),
      ...movedTooMuch(source, erp, topics),
    ],
    outOfOrder: [...basic.outOfOrder, ...inboxOutOfOrder(inbox), ...otherRevisions(source, erp, topics)],
  }
}

/** The part that can be seen while the system runs: whether anything is still on its way. Pure. */
export function stillUnderWay(source: string, erp: ErpFacts, inbox: Ledger): string[] {
  return [...findFaults(source, erp, inbox).lost, ...unfinished(erp)]
}

export function isClean({ lost, twice, outOfOrder }: Findings): boolean {
  return lost.length + twice.length + outOfOrder.length === 0
}

const WITHOUT_DELIVERY: ReadonlySet<string> = new Set(['cancelled', 'rejected', 'closed'])

/** Partners answer every revision, ship what they accepted and receive what was shipped: an order that stands still has lost something. */
function unfinished(erp: ErpFacts): string[] {
  return erp.orders.flatMap((order) => {
    const { number, status, revision } = order
    const missing = missingOf(order)
    return missing.length === 0
      ? []
      : [`order ${number} (${status}, revision ${revision}) stands still without ${missing.join(' and ')}`]
  })
}

function missingOf(order: ErpOrderFact): string[] {
  const { status, revision } = order
  if (status === 'cancelled' || status === 'closed') return []
  // Nobody answers what has been received whole.
  const answered = (revisionAnswered: number | undefined) =>
    status === 'received' ? revisionAnswered !== undefined : revisionAnswered === revision
  return [
    ...(answered(order.supplier_response?.revision) ? [] : ["its supplier's answer"]),
    ...(status === 'rejected' || answered(order.stock_confirmation?.revision)
      ? []
      : ['its stock confirmation']),
    ...(WITHOUT_DELIVERY.has(status) || order.shipments.length > 0 ? [] : ['shipment']),
    ...(WITHOUT_DELIVERY.has(status) || order.goods_receipts.length > 0 ? [] : ['goods receipt']),
  ]
}

function missingInInbox(topics: Ledger, inbox: Ledger): string[] {
  return topics.places
    .missingFrom(inbox.places)
    .map((place) => `the ${place} is in the topic and never reached the inbox`)
}

function missingPosts({ acknowledged, stored }: Facts): string[] {
  return [...acknowledged]
    .filter((n) => !stored.has(n))
    .map((n) => `POST ${n} was answered 200 and is not in the topic`)
}

function putAsideWithoutCause({ putAside }: Facts): string[] {
  return putAside
    .filter(({ code }) => !EXPECTED_CODES.has(code))
    .map(({ topic, key, code, text }) => `a message of ${key} was put aside in ${topic}: ${code}, ${text}`)
}

/** Told refused, but not that it was applied, although it is in the ERP. */
function refusedWithEffect(erp: ErpFacts, { outcomes }: Ledger): string[] {
  const effects = new Set(erp.journal.filter(hasUpdate).map(({ update_id }) => update_id))
  return [...outcomes]
    .filter(([id, results]) => effects.has(id) && !results.some((result) => result.endsWith('APPLIED')))
    .map(([id, results]) => `update ${id} is in the ERP, and its partner was told ${results.join(', ')}`)
}

/** Effects and snapshots of what nobody sent and the ERP never held. */
function withoutCause(source: string, erp: ErpFacts, topics: Ledger): string[] {
  const held = new Set(erp.journal.map(({ number, version }) => `${orderKey({ source, number })} ${version}`))
  return [
    ...erp.journal
      .filter(hasUpdate)
      .filter(({ update_id }) => !topics.updates.has(update_id))
      .map(
        ({ update_id, number }) => `update ${update_id} took effect on order ${number} and is in no topic`,
      ),
    ...[...topics.snapshots].flatMap(([key, snapshots]) =>
      snapshots
        .filter(({ version }) => !held.has(`${key} ${version}`))
        .map(({ version }) => `version ${version} of ${key} was published and the ERP never held it`),
    ),
  ]
}

function postsUnderTwoIds({ stored }: Facts): string[] {
  return [...stored]
    .filter(([, ids]) => ids.size > 1)
    .map(
      ([n, ids]) =>
        `POST ${n} has ${ids.size} ids in the topic, though it was sent under one Idempotency-Key`,
    )
}

function inboxOutOfOrder({ snapshots }: Ledger): string[] {
  return [...snapshots].flatMap(([key, received]) =>
    received
      .filter((snapshot, index) => index > 0 && byPlace(received[index - 1] ?? snapshot, snapshot) > 0)
      .map(({ version }) => `version ${version} of ${key} reached the inbox after a later one`),
  )
}

function otherRevisions(source: string, erp: ErpFacts, { snapshots }: Ledger): string[] {
  return erp.journal.flatMap(({ number, version, revision }) => {
    const key = orderKey({ source, number })
    const published = snapshots.get(key)?.find((snapshot) => snapshot.version === String(version))
    return published && published.revision !== revision
      ? [`version ${version} of ${key} was published with revision ${published.revision}, it had ${revision}`]
      : []
  })
}

interface Moved {
  readonly number: string
  readonly what: string
  readonly inErp: string
  readonly sent: string
}

function movedTooLittle(source: string, erp: ErpFacts, topics: Ledger): string[] {
  return differences(source, erp, topics)
    .filter(({ inErp, sent }) => compareDecimals(inErp, sent) < 0)
    .map(told)
}

function movedTooMuch(source: string, erp: ErpFacts, topics: Ledger): string[] {
  return differences(source, erp, topics)
    .filter(({ inErp, sent }) => compareDecimals(inErp, sent) > 0)
    .map(told)
}

function told({ number, what, inErp, sent }: Moved): string {
  return `order ${number} has ${inErp} ${what}, its updates moved ${sent}`
}

/** The ERP's sums against those of the updates that took effect, each counted once. */
function differences(source: string, erp: ErpFacts, topics: Ledger): Moved[] {
  const effective = new Set(erp.journal.filter(hasUpdate).map(({ update_id }) => update_id))
  const moves = Map.groupBy(
    [...effective].flatMap((id) => topics.updates.get(id)?.[0] ?? []),
    ({ key }) => key,
  )
  return erp.orders.flatMap(({ number, lines }) => {
    const sent = moves.get(orderKey({ source, number })) ?? []
    const compared = [
      ['shipped', lines.map((line) => line.shipped_quantity), sent.map((update) => update.moves.shipped)],
      ['received', lines.map((line) => line.received_quantity), sent.map((update) => update.moves.received)],
      ['rejected', lines.map((line) => line.rejected_quantity), sent.map((update) => update.moves.rejected)],
    ] as const
    return compared
      .map(([what, held, moved]) => ({
        number,
        what,
        inErp: addDecimals('0', ...held),
        sent: addDecimals('0', ...moved),
      }))
      .filter(({ inErp, sent: expected }) => inErp !== expected)
  })
}
