import { type Codec, InvalidMessage, orderKey, type OrderUpdate } from '@channel-adapter/contracts'
import {
  type ErpConnection,
  ErpError,
  ErpOrderNotFound,
  ErpThrottled,
  ErpUnauthorised,
  ErpUnreadable,
} from '@channel-adapter/erp'
import {
  type Failure,
  type Handler,
  type IncomingMessage,
  type Publisher,
  Transient,
  Unprocessable,
} from '@channel-adapter/messaging'
import type { OrderRights } from '@channel-adapter/partners'
import { crashPoint } from '@channel-adapter/seams'
import { inThisSpan } from '@channel-adapter/telemetry'
import { type Applied, applyUpdate, type KnownOrders } from './apply-update.ts'
import { type Outcome, type OutcomeChannel, outcomeMessage } from './outcome-message.ts'

export interface HandlerDependencies {
  readonly erp: ErpConnection
  readonly known: KnownOrders
  readonly codec: Codec<OrderUpdate>
  readonly outcomes: OutcomeChannel
  readonly publisher: Publisher
  /** Told of an outcome once it is published, with the milliseconds since its update was sent. */
  readonly told: (result: Outcome['result'], milliseconds: number) => void
  readonly now: () => number
  /** How long an order that the ERP does not have may still appear; milliseconds after the update was sent. Not waited for where too many wait for theirs. */
  readonly orderGraceMs: number
  /** Who may answer which order; undefined: everybody every. */
  readonly rights: OrderRights | undefined
}

type TellingEffects = Pick<HandlerDependencies, 'outcomes' | 'publisher' | 'told' | 'now'>

const UNAUTHORISED_RETRY_MS = 30_000

/** What the applier does with one message: decode, apply, and in conclusion tell the outcome. */
export function updateHandler(dependencies: HandlerDependencies): Handler {
  const { erp, known, codec, now, orderGraceMs, rights } = dependencies
  return async (message, { signal, crowded }) => {
    const update = await decodeUpdate(message, codec)
    crashPoint('apply.decoded')
    let applied: Applied
    try {
      applied = await applyUpdate(update, erp, known, signal, rights)
    } catch (error) {
      const graceIsOver = crowded || now() - message.timestamp > orderGraceMs
      const refused = graceIsOver ? refusalOfMissing(error, update, rights) : undefined
      if (refused === undefined) throw translate(error, graceIsOver)
      applied = { result: 'REFUSED', code: 'not-its-order', text: refused, orderVersion: null }
    }
    const tell = outcomeTelling(update, outcomeOf(applied), message, dependencies)
    return async () => {
      await tell()
      crashPoint('apply.outcome-told')
    }
  }
}

/**
 * What publishes what became of an update, in the span that is active here. Before the offset is committed, so that no
 * update ends without its outcome.
 */
function outcomeTelling(
  update: OrderUpdate,
  outcome: Outcome,
  message: IncomingMessage,
  { outcomes, publisher, told, now }: TellingEffects,
): () => Promise<void> {
  const telling = [outcomeMessage(update, outcome, message, outcomes, now())]
  return inThisSpan(async () => {
    await publisher.publish(telling)
    // The sender's clock may have stamped it.
    told(outcome.result, Math.max(0, now() - message.timestamp))
  })
}

/** Tells the sender that its update is parked. Bytes that follow a parked update and are none themselves have no sender to tell. */
export async function tellParked(
  message: IncomingMessage,
  { code, text }: Failure,
  codec: Codec<OrderUpdate>,
  effects: TellingEffects,
): Promise<void> {
  let update: OrderUpdate
  try {
    update = await decodeUpdate(message, codec)
  } catch (error) {
    if (error instanceof InvalidMessage) return
    throw error
  }
  const parked: Outcome = { result: 'PARKED', orderVersion: null, reason: { code, text } }
  await outcomeTelling(update, parked, message, effects)()
  crashPoint('park.sender-told')
}

/** @throws {InvalidMessage} when the bytes are no update, or the key is not that of its order: order could not be kept */
export async function decodeUpdate(
  message: IncomingMessage,
  codec: Codec<OrderUpdate>,
): Promise<OrderUpdate> {
  const update = await codec.decode(message.value)
  if (orderKey(update) !== message.key) {
    throw new InvalidMessage(
      'key-mismatch',
      `the key is "${message.key}", the update is about "${orderKey(update)}"`,
    )
  }
  return update
}

function outcomeOf(applied: Applied): Outcome {
  const { result, orderVersion } = applied
  const reason = applied.result === 'REFUSED' ? { code: applied.code, text: applied.text } : null
  return { result, orderVersion, reason }
}

/**
 * An order that the ERP does not have cannot be shown to be its sender's own, where that depends on the order. Parked,
 * it would hold up the answers of the one whose order it will be.
 */
function refusalOfMissing(
  error: unknown,
  update: OrderUpdate,
  rights: OrderRights | undefined,
): string | undefined {
  if (!(error instanceof ErpOrderNotFound) || !rights?.dependsOnOrder(update.partner, orderKey(update)))
    return undefined
  return rights.refusal(update.partner, undefined)
}

/** What the subscription must know of an ERP's fault: whether it passes, and how long to wait at least. */
function translate(error: unknown, graceIsOver: boolean): unknown {
  if (!(error instanceof ErpError)) return error
  if (error instanceof ErpUnreadable || (error instanceof ErpOrderNotFound && graceIsOver)) {
    return new Unprocessable(error.code, error.message, { cause: error })
  }
  if (error instanceof ErpThrottled && error.retryAfterMs !== undefined) {
    return new Transient(error.message, { cause: error, retryAfterMs: error.retryAfterMs })
  }
  if (error instanceof ErpUnauthorised) {
    return new Transient(error.message, { cause: error, retryAfterMs: UNAUTHORISED_RETRY_MS })
  }
  return new Transient(error.message, { cause: error, ownTrouble: error instanceof ErpOrderNotFound })
}
