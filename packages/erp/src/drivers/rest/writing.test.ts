/** What is written, on what condition, and what its answer means. */
import { afterEach, describe, expect, test } from 'vitest'
import { ConnectionsInvalid } from '../../connections.ts'
import { type ErpError, ErpConflict, ErpOutcomeUnknown, ErpRejected } from '../../errors.ts'
import { errorOf, mustRead, patient } from '../../testing/reading.ts'
import { onePieceShipped } from '../../testing/updates.ts'
import { type Asked, connectionTo, minimal, type Reply, tinyErp } from './testing/tiny-erp.ts'

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

const document = { id: '1', v: 'v1', seen: ['u0'], lines: [{ no: '1', item: 'A', qty: '2', price: '1' }] }
const mapping = { ...minimal.order, version: 'v' }
const shipping = (more: object) => ({
  updates: {
    path: '/orders/{number}',
    shippingNotice: { body: '{"q": shippingNotice.lines[0].quantity}' },
    ...more,
  },
})

async function connected(updates: object, write: (asked: Asked) => Reply = () => ({}), more: object = {}) {
  const erp = await tinyErp((asked) => (asked.method === 'GET' ? { body: document } : write(asked)))
  const connection = connectionTo(erp.origin, { order: mapping, ...updates, ...more })
  opened.push(erp.close, () => connection.close())
  const { order } = await mustRead(connection, '1')
  const update = onePieceShipped(order)
  erp.asked.length = 0
  return {
    connection,
    update,
    apply: (version = 'v1') => connection.applyUpdate(update, version, patient),
    asked: erp.asked,
  }
}

describe('the condition', () => {
  test.each([
    ['v1', '"v1"'],
    ['W/"v1"', 'W/"v1"'],
    ['"v1"', '"v1"'],
    ['*', '"*"'],
  ])('version %s is sent as the entity tag %s', async (version, tag) => {
    const { apply, asked } = await connected(shipping({ condition: 'if-match' }))
    await apply(version)
    expect(asked[0]?.headers['if-match']).toBe(tag)
  })

  test.each(['', 'a"b', 'a\r\nx: y', '"a", "b"'])(
    'a version %j that a partner made up is a conflict, and never sent',
    async (version) => {
      const { apply, asked } = await connected(shipping({ condition: 'if-match' }))
      expect(await errorOf(apply(version))).toBeInstanceOf(ErpConflict)
      expect(asked).toEqual([])
    },
  )

  test('another header, and the version in path, query and body', async () => {
    const { apply, asked } = await connected({
      updates: {
        condition: { header: 'If-Unmodified-Since', value: '{version}' },
        shippingNotice: {
          method: 'PUT',
          path: '/orders/{number}/at/{version}',
          query: { v: '{version}' },
          body: '{"v": version}',
        },
      },
    })
    await apply()
    expect(asked[0]).toMatchObject({
      method: 'PUT',
      body: '{"v":"v1"}',
      headers: { 'if-unmodified-since': 'v1' },
    })
    expect(asked.map(({ url }) => url.pathname + url.search)[0]).toBe('/orders/1/at/v1?v=v1')
  })
})

test('what the ERP has under another name is taken from its document, which is read before', async () => {
  const { apply, asked } = await connected({
    updates: {
      shippingNotice: {
        method: 'POST',
        path: '/internal/{document.lines[0].item}',
        body: '{"at": document.v}',
      },
    },
  })
  await apply()
  expect(asked.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
    'GET /orders/1',
    'POST /internal/A',
    'GET /orders/1',
  ])
})

test.each([
  [{ status: 200, body: { error: { code: 'LOCKED', text: 'somebody edits it' } } }, 'erp-conflict'],
  [{ status: 200, body: { error: { code: 'ODD', text: 'no' } } }, 'erp-rejected'],
  [{ status: 500, body: { error: { code: 'BUSY', text: 'later' } } }, 'erp-throttled'],
  [{ status: 409, body: { error: { code: 'SAME', text: 'done before' } } }, undefined],
  [{ status: 422, body: {} }, 'erp-rejected'],
  [{ status: 500, body: {} }, 'erp-outcome-unknown'],
  [
    { status: 200, body: '<html>Please sign in</html>', headers: { 'content-type': 'text/html' } },
    'erp-outcome-unknown',
  ],
] as const)('an answer %j means %s', async (reply, code) => {
  const failures = [
    { when: 'body.error.code = "LOCKED"', means: 'conflict', message: 'body.error.text' },
    { when: 'body.error.code = "BUSY"', means: 'throttled' },
    { when: 'body.error.code = "SAME"', means: 'ok' },
    { when: '$exists(body.error)', means: 'rejected', message: 'body.error.text' },
  ]
  const { apply } = await connected(shipping({ condition: 'none' }), () => reply, { failures })
  const outcome = await apply().then(
    () => undefined,
    (error: unknown) => (error as ErpError).code,
  )
  expect(outcome).toBe(code)
})

test('a kind of update that is not described is refused, and says so', async () => {
  const { connection, update, asked } = await connected({ updates: {} })
  const error = await errorOf(connection.applyUpdate(update, 'v1', patient))
  expect(error).toBeInstanceOf(ErpRejected)
  expect((error as Error).message).toContain('updates.shippingNotice is not configured')
  expect(asked).toEqual([])
})

describe('several requests', () => {
  const updates = (first: object) => ({
    updates: {
      path: '/orders/{number}',
      shippingNotice: [
        { method: 'PUT', path: '/orders/{number}/text', body: '{}', ...first },
        { method: 'POST', body: '{}' },
      ],
    },
  })

  test('are sent in their order, and a failure of a later one says what it was', async () => {
    const { apply, asked } = await connected(updates({ repeatable: true }), ({ method }) =>
      method === 'POST' ? { status: 500 } : {},
    )
    expect(await errorOf(apply())).toBeInstanceOf(ErpOutcomeUnknown)
    expect(asked.map(({ method }) => method)).toEqual(['PUT', 'GET', 'POST'])
  })

  test('one whose effect the document shows is left out', async () => {
    const { apply, asked } = await connected(updates({ unless: 'document.v = "v1"' }))
    await apply()
    expect(asked.map(({ method }) => method).filter((method) => method !== 'GET')).toEqual(['POST'])
  })

  test('must not begin with one that is not safe to repeat: a crash between them begins anew', async () => {
    await expect(connected(updates({}))).rejects.toThrow(ConnectionsInvalid)
  })
})

test('an applied update is recognised by what it says, where no ids are kept', async () => {
  const { connection, update } = await connected(
    shipping({ applied: { when: '"u0" in document.seen and partner = "contract suite"' } }),
  )
  expect(connection.capabilities.updateId).toBe(true)
  expect((await connection.readOrder('1', patient, update))?.appliedUpdates).toEqual(new Set([update.id]))
  expect(
    (await connection.readOrder('1', patient, { ...update, partner: 'another' }))?.appliedUpdates,
  ).toEqual(new Set())
  expect((await connection.readOrder('1', patient))?.appliedUpdates).toEqual(new Set())
})

test('a write that took effect and whose order cannot be read afterwards has an unknown outcome', async () => {
  let isAway = false
  const erp = await tinyErp(({ method }) => {
    if (method === 'GET') return isAway ? { status: 503 } : { body: document }
    isAway = true
    return {}
  })
  const connection = connectionTo(erp.origin, { order: mapping, ...shipping({}) })
  opened.push(erp.close, () => connection.close())
  const { order } = await mustRead(connection, '1')
  expect(await errorOf(connection.applyUpdate(onePieceShipped(order), 'v1', patient))).toBeInstanceOf(
    ErpOutcomeUnknown,
  )
})
