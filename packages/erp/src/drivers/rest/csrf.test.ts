/** SAP's token against forged requests, and its words, on an OData server that is not ours. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ErpRejected, ErpUnauthorised } from '../../errors.ts'
import type { ErpConnection } from '../../port.ts'
import { errorOf, mustRead, patient } from '../../testing/reading.ts'
import { onePieceShipped, updateOf } from '../../testing/updates.ts'
import { describedConnection } from './testing/described.ts'
import { startSapErp } from './testing/sap-erp.ts'
import { connectionTo, tinyErp } from './testing/tiny-erp.ts'

let erp: Awaited<ReturnType<typeof startSapErp>>
let connection: ErpConnection
beforeAll(async () => {
  erp = await startSapErp()
  connection = describedConnection('sap-s4hana.yaml', erp.variables)
}, 30_000)
afterAll(async () => {
  await connection.close()
  await erp.close()
})

const tenPieces = [{ quantity: '10', unitPrice: '12.5' }]

test('a write whose token SAP no longer knows is written with a fresh one, once', async () => {
  const { order } = await mustRead(connection, await erp.desk.addOrder(tenPieces))
  await erp.endSessions()
  const after = await connection.applyUpdate(onePieceShipped(order), order.version, patient)
  expect(after.order.lines[0]?.shippedQuantity).toBe('1')
  await erp.endSessions()
  const again = await connection.applyUpdate(onePieceShipped(order), after.order.version, patient)
  expect(again.order.lines[0]?.shippedQuantity).toBe('2')
})

test('what SAP refuses is told in its words, with its code and the field', async () => {
  const { order } = await mustRead(connection, await erp.desk.addOrder(tenPieces))
  const [line] = order.lines
  const answer = {
    line: line?.line ?? '',
    code: '3',
    quantity: '12345678901.5',
    unitPrice: null,
    promisedDate: null,
    backorderedQuantity: null,
  } as const
  const update = updateOf(order, { response: { code: 'CA', reason: null, lines: [answer] } })
  const error = await errorOf(connection.applyUpdate(update, order.version, patient))
  expect(error).toBeInstanceOf(ErpRejected)
  expect((error as Error).message).toMatch(
    /12345678901\.5 is not a valid Decimal.*\(ASSERT_DATA_TYPE, YY1_ConfQuantity_PDI\)/,
  )
  // One change set: the header was not written either.
  expect((await mustRead(connection, order.number)).order).toEqual(order)
})

test('the token is asked for once, with what every request carries, and its cookies go along', async () => {
  const tiny = await tinyErp(({ headers }) =>
    headers['x-csrf-token'] === 'Fetch'
      ? { headers: { 'x-csrf-token': 'T1', 'set-cookie': ['a=1; Path=/', 'b=2'] } }
      : { body: { id: '1' } },
  )
  const guarded = connectionTo(
    tiny.origin,
    {
      access: { basic: { user: 'me', password: '${SECRET}' }, csrf: { path: '/token' } },
      headers: { 'sap-client': '100' },
    },
    { SECRET: 'hush' },
  )
  await Promise.all([guarded.readOrder('1', patient), guarded.readOrder('1', patient)])
  const [asked, ...others] = tiny.asked
  expect([asked?.url.pathname, asked?.headers['sap-client'], asked?.headers.authorization]).toEqual([
    '/token',
    '100',
    'Basic bWU6aHVzaA==',
  ])
  expect(
    others.map(({ url, headers }) => [
      url.pathname,
      headers['x-csrf-token'],
      headers.cookie,
      headers.authorization,
    ]),
  ).toEqual([1, 2].map(() => ['/orders/1', 'T1', 'a=1; b=2', 'Basic bWU6aHVzaA==']))
  await guarded.close()
  await tiny.close()
})

test('an ERP that gives no token, or refuses a fresh one, is a fault of access', async () => {
  for (const token of [undefined, 'Required', 'T1']) {
    const tiny = await tinyErp(({ headers }) => ({
      status: headers['x-csrf-token'] === 'Fetch' ? 200 : 403,
      ...(token !== undefined && { headers: { 'x-csrf-token': token } }),
    }))
    const guarded = connectionTo(tiny.origin, { access: { csrf: {} } })
    expect(await errorOf(guarded.readOrder('1', patient))).toBeInstanceOf(ErpUnauthorised)
    await guarded.close()
    await tiny.close()
  }
})
