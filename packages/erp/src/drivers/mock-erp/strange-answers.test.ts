import { afterEach, describe, expect, test } from 'vitest'
import { type ErpError, ErpUnreadable } from '../../errors.ts'
import { type Listener, listenBytes, listenHttp } from '../../testing/listen.ts'
import { errorOf, patient } from '../../testing/reading.ts'
import { onePieceShipped } from '../../testing/updates.ts'
import { mockErpConfig } from './config.ts'
import { createMockErpConnection } from './driver.ts'
import { mapOrder } from './map-order.ts'
import { sampleDocument } from './testing/sample.ts'

/** What an ERP of this kind should never answer, and one day will. */
const order = mapOrder(sampleDocument, 'test-erp')
const update = onePieceShipped(order)
const opened: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

async function connectionTo(listening: Promise<Listener>, settings: Record<string, unknown> = {}) {
  const { origin: url, close } = await listening
  const connection = createMockErpConnection(
    mockErpConfig.parse({ id: 'test-erp', kind: 'mock-erp', url, ...settings }),
  )
  opened.push(close, () => connection.close())
  return connection
}

const answering = (body: string | Buffer, status = 200, headers: Record<string, string> = {}) =>
  connectionTo(
    listenHttp((request, response) => {
      request.resume().on('end', () => response.writeHead(status, headers).end(body))
    }),
  )

/** The codes of the three calls' errors: a page of changes, one order, a write. */
async function codesOf(connection: Awaited<ReturnType<typeof answering>>): Promise<string[]> {
  const errors = [
    await errorOf(connection.readChanges(undefined, { limit: 10, signal: patient })),
    await errorOf(connection.readOrder('17', patient)),
    await errorOf(connection.applyUpdate(update, '6', patient)),
  ]
  return errors.map((error) => (error as ErpError).code)
}

const unavailable = 'erp-unavailable'
const unknown = 'erp-outcome-unknown'
const unreadable = 'erp-unreadable'

describe('an answer', () => {
  test.each([
    ['that is HTML', '<html>Please sign in</html>'],
    ['that is empty', ''],
    ['that is half of it', JSON.stringify(sampleDocument).slice(0, 100)],
    ['in another encoding', Buffer.from('{"name":"Öl"}', 'latin1')],
  ])('%s comes from something else: reads wait, a write may have taken effect', async (_, body) => {
    expect(await codesOf(await answering(body))).toEqual([unavailable, unavailable, unknown])
  })

  test.each(['null', '[]', '{}', JSON.stringify({ ...sampleDocument, status: 'frozen' })])(
    'of JSON that is no order, %.40s, is unreadable: trying again cannot help',
    async (body) => {
      expect(await codesOf(await answering(body))).toEqual([unavailable, unreadable, unreadable])
    },
  )

  test('that is unreadable is told with the order and the place', async () => {
    const connection = await answering(JSON.stringify({ ...sampleDocument, subtotal: 180.48 }))
    const error = await errorOf(connection.readOrder('17', patient))
    expect(error).toBeInstanceOf(ErpUnreadable)
    expect(error).toMatchObject({
      path: '/subtotal',
      message: expect.stringMatching(/^order 17 of test-erp: \/subtotal must be an exact decimal/) as string,
    })
  })

  test('that redirects is not followed', async () => {
    const connection = await answering('', 302, { location: 'http://169.254.169.254/latest/meta-data' })
    expect(await codesOf(connection)).toEqual([unavailable, unavailable, unknown])
  })

  test('that a page repeats for ever is refused', async () => {
    const last = { updated_since: sampleDocument.updated_at, after: sampleDocument.number }
    const connection = await answering(JSON.stringify({ items: [sampleDocument], next: last }))
    const { next } = await connection.readChanges(undefined, { limit: 1, signal: patient })
    const error = await errorOf(connection.readChanges(next, { limit: 1, signal: patient }))
    expect((error as ErpError).code).toBe(unavailable)
  })

  test('with an order among others that cannot be read sets it aside', async () => {
    const items = [sampleDocument, { ...sampleDocument, number: '18', currency: null }]
    const connection = await answering(JSON.stringify({ items, next: null }))
    const page = await connection.readChanges(undefined, { limit: 10, signal: patient })
    expect(page.orders).toEqual([order])
    expect(page.unreadable).toMatchObject([{ number: '18', path: '/currency' }])
  })

  test.each([
    [401, 'erp-unauthorised', 'erp-unauthorised'],
    [404, unavailable, 'erp-order-not-found'],
    [409, unavailable, 'erp-conflict'],
    [422, unavailable, 'erp-rejected'],
    [500, unavailable, unknown],
    [503, unavailable, unavailable],
  ])('of %i', async (status, toChanges, toWrite) => {
    const connection = await answering('{"detail":"no"}', status)
    const page = await errorOf(connection.readChanges(undefined, { limit: 10, signal: patient }))
    const write = await errorOf(connection.applyUpdate(update, '6', patient))
    expect([page, write].map((error) => (error as ErpError).code)).toEqual([toChanges, toWrite])
  })
})

test('silence ends at the deadline: reads wait, a write may have taken effect', async () => {
  const connection = await connectionTo(
    listenBytes(() => undefined),
    { timeoutMs: 100 },
  )
  expect(await codesOf(connection)).toEqual([unavailable, unavailable, unknown])
})

test('a token goes along as a bearer token', async () => {
  const seen: (string | undefined)[] = []
  const connection = await connectionTo(
    listenHttp(({ headers }, response) => {
      seen.push(headers.authorization)
      response.end(JSON.stringify(sampleDocument))
    }),
    { token: 'secret' },
  )
  await connection.readOrder('17', patient)
  expect(seen).toEqual(['Bearer secret'])
})

test('a moment far back is no trouble, and what is no moment stays', async () => {
  const { rewind } = await answering('')
  expect(rewind({ changedAt: '1970-01-01T00:00:00.500000Z', number: '1' }, 1000)).toEqual({
    changedAt: '1969-12-31T23:59:59.500000Z',
  })
  expect(rewind({ somewhere: 'else' }, 1000)).toEqual({ somewhere: 'else' })
})
