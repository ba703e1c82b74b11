import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { contracts, type OrderUpdate } from '@channel-adapter/contracts'
import type { Deployment } from '@channel-adapter/local-deployment'
import { connectKafka, createPublisher, type Logger } from '@channel-adapter/messaging'

/** Who acts in the pictures. */
const BY = 'Ana'
const WITHIN_MS = 60_000

interface ErpOrder {
  readonly number: string
  readonly revision: number
  readonly lines: readonly { readonly line_no: number }[]
}

interface ParkedLetter {
  readonly key: string
  readonly partition: number
  readonly offset: string
}

/**
 * What a day brings that a clerk and an operator look at: a pause, updates that the ERP refuses, one of them corrected
 * and one given up, bytes that are no message, and a group of suppliers that has fallen silent.
 * @returns the key of the order whose update was corrected
 */
export async function setScene(
  deployment: Deployment,
  brokers: readonly string[],
  log: Logger,
): Promise<string> {
  const { connection, erp, gateway, suppliers } = deployment
  const console = deployment.console?.url ?? ''
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(console + path)).json()) as T
  const act = (path: string, body: object) =>
    post(`${console}/api/${path}`, { by: BY, ...body }, { origin: console })
  const erpOrder = async (number: number): Promise<ErpOrder> =>
    (await (await fetch(`${erp.url}/api/purchase-orders/${number}`)).json()) as ErpOrder

  await act(`connections/${connection}/pause`, { reason: 'stocktaking until noon' })
  await act(`connections/${connection}/resume`, { reason: 'stocktaking is done' })

  // Of what has come three pieces are broken; these say that three more have come.
  const numbers = [12, 13, 14, 15]
  for (const number of numbers) {
    const { revision, lines } = await erpOrder(number)
    const line = String(lines[0]?.line_no)
    const counted = { line, receivedQuantity: '3', rejectedQuantity: '3', rejectReason: 'broken' }
    const goodsReceipt = { receiptId: `R-${number}b`, receivedOn: '2026-11-27', lines: [counted] }
    const occurredAt = new Date().toISOString()
    const data = { source: connection, number: String(number), orderRevision: revision, partner: 'inventory' }
    await send(gateway.url, { ...data, occurredAt, goodsReceipt })
  }
  const parked = async () =>
    (await ask<{ groups: { letters: ParkedLetter[] }[] }>('/api/parked')).groups.flatMap(
      ({ letters }) => letters,
    )
  await until(async () => (await parked()).length === numbers.length)
  const [corrected, discarded] = (await parked()).toSorted((a, b) => a.key.localeCompare(b.key))
  if (!corrected || !discarded) throw new Error('nothing is parked')
  const { key, partition, offset } = corrected
  const { value } = await ask<{ value: object }>(`/api/parked/${connection}/${partition}/${offset}`)
  const mended = JSON.parse(
    JSON.stringify(value).replace('"receivedQuantity":"3"', '"receivedQuantity":"0"'),
  ) as object
  const place = { connection, key, partition, offset }
  await act('corrections', { ...place, value: mended, reason: 'the warehouse counted them twice' })
  await act('discards', { connection, order: discarded.key, reason: 'entered by hand' })

  const publisher = createPublisher(connectKafka({ brokers, clientId: 'pictures', log }))
  const topic = contracts.orderUpdate.name
  await publisher.publish([{ topic, key: `${connection}:40`, value: Buffer.from('no Avro'), headers: {} }])
  await publisher.stop()

  await suppliers[0]?.process.stop()
  await post(`${erp.url}/admin/clerk`, { kinds: ['add'], edits_per_second: 20, limit: 12, seed: 17 })
  await until(async () => (await parked()).length === numbers.length - 2)
  await until(async () => (await ask<unknown[]>('/api/missing')).length > 2)
  return key
}

type Said = Pick<
  OrderUpdate,
  'source' | 'number' | 'orderRevision' | 'partner' | 'occurredAt' | 'goodsReceipt'
>

function send(gatewayUrl: string, data: Said): Promise<void> {
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    source: `/${data.partner}`,
    type: contracts.orderUpdate.name,
  }
  return post(`${gatewayUrl}/send`, { ...event, data }, { 'content-type': 'application/cloudevents+json' })
}

async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${WITHIN_MS / 1000} s: ${condition.toString()}`)
    await pause(200)
  }
}
