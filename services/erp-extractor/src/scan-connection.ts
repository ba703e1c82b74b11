import { orderKey } from '@channel-adapter/contracts'
import type { ErpConnection } from '@channel-adapter/erp'
import type { OutgoingMessage } from '@channel-adapter/messaging'
import { crashPoint } from '@channel-adapter/seams'
import { changeMs, type ExtractionEffects, type ExtractionSettings } from './extract-connection.ts'
import { planScan, type ScanPlan } from './plan-scan.ts'
import { nextPollMs } from './poll-schedule.ts'
import { readAhead } from './read-ahead.ts'
import { patientReader } from './read-patiently.ts'
import { invalidOrderMessage, snapshotMessage } from './snapshot-message.ts'

export type ScanEffects = Omit<ExtractionEffects, 'cursorRecord'> & {
  /** Where it is kept what was published of an order. */
  readonly publishedRecord: (key: string, value: Buffer) => OutgoingMessage
}

/**
 * Reads one ERP that cannot tell what changed: all of it, again and again, and publishes each order that is not as it
 * was published last. A scan that was broken off begins anew: what it had published is remembered.
 * @param published what was published so far, read back from Kafka; kept up to date here, where it is the only copy
 */
export async function scanConnection(
  erp: ErpConnection,
  { poll, pageSize }: Pick<ExtractionSettings, 'poll' | 'pageSize'>,
  published: Map<string, string>,
  effects: ScanEffects,
  signal: AbortSignal,
): Promise<void> {
  const { control, now, progress, publish } = effects
  const read = patientReader(erp, pageSize, effects)
  let waitMs = poll.minMs
  progress.begun(now())
  while (!signal.aborted) {
    const began = now()
    let found = false
    for await (const page of readAhead(read, undefined, signal, effects.ahead.of(pageSize))) {
      const plan = planScan(published, page)
      crashPoint('extract.page-read')
      if (plan.remember.size > 0) await publish(messagesOf(erp.id, plan, effects))
      for (const [name, record] of plan.remember) published.set(name, record)
      effects.published(plan.orders.map(({ order }) => changeMs(order)))
      found ||= plan.orders.length > 0
      progress.polled(now(), plan.orders.length, page.orders.at(-1)?.changedAt)
    }
    waitMs = nextPollMs(waitMs, found, poll)
    // At most half of the time: all of an ERP is much to read.
    await control.rest(erp.id, Math.max(waitMs, now() - began), signal)
  }
}

function messagesOf(
  source: string,
  { orders, unreadable, remember }: ScanPlan,
  { channel, publishedRecord, now }: ScanEffects,
): OutgoingMessage[] {
  const at = new Date(now())
  return [
    ...orders.map(({ order, change }) => snapshotMessage(order, channel, at, change)),
    ...unreadable.map((order) => invalidOrderMessage(source, order, channel, at)),
    ...[...remember].map(([number, record]) =>
      publishedRecord(orderKey({ source, number }), Buffer.from(record)),
    ),
  ]
}
