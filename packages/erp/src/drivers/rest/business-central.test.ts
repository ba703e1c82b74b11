/** docs/examples/business-central.yaml on an OData server that is not ours, with Business Central's entities. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkReading } from '../../check/check-reading.ts'
import { ErpConflict, ErpRejected } from '../../errors.ts'
import type { ErpConnection } from '../../port.ts'
import { errorOf, mustRead, patient, readToEnd } from '../../testing/reading.ts'
import { onePieceShipped, updateOf } from '../../testing/updates.ts'
import { describedConnection } from './testing/described.ts'
import { type ODataServer, PASSWORD, startODataServer, USER } from './testing/odata-server/odata-process.ts'

const SERVICE = '/v2.0/production/api/v2.0'
const company = randomUUID()
let server: ODataServer
let connection: ErpConnection

beforeAll(async () => {
  server = await startODataServer(4)
  await server.desk('POST', `${SERVICE}/companies`, { id: company, name: 'CRONUS' })
  connection = describedConnection('business-central.yaml', {
    ERP_URL: server.origin + SERVICE,
    BC_COMPANY: company,
    ERP_TOKEN_URL: `${server.origin}/token`,
    ERP_CLIENT_ID: USER,
    ERP_SECRET: PASSWORD,
  })
}, 30_000)
afterAll(async () => {
  await connection.close()
  await server.close()
})

let made = 108_000
async function addOrder(changed?: string): Promise<string> {
  const number = String(++made)
  await server.desk('POST', `${SERVICE}/purchaseOrders`, {
    id: randomUUID(),
    number,
    orderDate: '2026-11-24',
    vendorNumber: '20000',
    vendorName: 'First Up Consultants',
    requestedReceiptDate: '2026-12-20',
    totalAmountExcludingTax: '16767.60',
    totalTaxAmount: '0',
    ofCompany_id: company,
    ...(changed !== undefined && { lastModifiedDateTime: changed }),
    purchaseOrderLines: [20_000, 10_000].map((sequence) => ({
      id: randomUUID(),
      sequence,
      lineObjectNumber: '1996-S',
      ofCompany_id: company,
      description: 'ATLANTA Whiteboard, base',
      unitOfMeasureCode: 'PCS',
      quantity: '12.00001',
      directUnitCost: '1234567890.12345',
    })),
  })
  return number
}

const answered = (line: string, promisedDate: string | null) => ({
  line,
  code: '3' as const,
  quantity: null,
  unitPrice: null,
  promisedDate,
  backorderedQuantity: null,
})

test('an order is read whole, with its lines in their order and every digit', async () => {
  const { order } = await mustRead(connection, await addOrder())
  expect(order).toMatchObject({
    status: 'ISSUED',
    supplier: { id: '20000' },
    currency: 'EUR',
    subtotal: '16767.6',
  })
  expect(order.lines.map(({ line, quantity, unitPrice }) => [line, quantity, unitPrice])).toEqual([
    ['10000', '12.00001', '1234567890.12345'],
    ['20000', '12.00001', '1234567890.12345'],
  ])
})

test('changes are read over its next links, and nothing about them is at fault', async () => {
  const numbers = await Promise.all(Array.from({ length: 11 }, () => addOrder('2026-11-24T19:00:00.000Z')))
  const { orders } = await readToEnd(connection, undefined, 3)
  expect(orders.map(({ number }) => number)).toEqual(expect.arrayContaining(numbers))
  const { findings } = await checkReading(connection, 100, patient)
  expect(findings.filter(({ level }) => level === 'fault')).toEqual([])
})

test('promised dates are written in one transaction, and recognised', async () => {
  const { order } = await mustRead(connection, await addOrder())
  const lines = [answered('10000', '2026-12-23'), answered('20000', '2026-12-24')]
  const update = updateOf(order, { response: { code: 'CA', reason: null, lines } })
  const after = await connection.applyUpdate(update, order.version, patient)
  expect(after.order.lines.map(({ promisedDate }) => promisedDate)).toEqual(['2026-12-23', '2026-12-24'])
  expect(after.order.version).not.toBe(order.version)
  expect([...after.appliedUpdates]).toEqual([update.id])
  expect((await mustRead(connection, order.number, update)).appliedUpdates.size).toBe(1)

  const other = updateOf(order, {
    response: { code: 'CA', reason: null, lines: [answered('10000', '2027-01-01')] },
  })
  expect((await mustRead(connection, order.number, other)).appliedUpdates.size).toBe(0)
  expect(await errorOf(connection.applyUpdate(other, order.version, patient))).toBeInstanceOf(ErpConflict)
})

test('what the standard API has no place for is refused', async () => {
  const { order } = await mustRead(connection, await addOrder())
  const error = await errorOf(connection.applyUpdate(onePieceShipped(order), order.version, patient))
  expect(error).toBeInstanceOf(ErpRejected)
  expect((error as Error).message).toContain('updates.shippingNotice is not configured')
})
