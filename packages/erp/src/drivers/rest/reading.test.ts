/** Every way of dividing what is more than a page, and of asking for what changed, against a real server. */
import { afterEach, describe, expect, test } from 'vitest'
import { ErpUnavailable } from '../../errors.ts'
import type { ErpConnection, Position } from '../../port.ts'
import { errorOf, numbersOf, patient, readToEnd } from '../../testing/reading.ts'
import { type Asked, connectionTo, minimal, type Reply, tinyErp } from './testing/tiny-erp.ts'

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

async function connected(
  answer: (asked: Asked) => Reply,
  more: Readonly<Record<string, unknown>>,
): Promise<{ connection: ErpConnection; asked: Asked[]; origin: string }> {
  const erp = await tinyErp(answer)
  const connection = connectionTo(erp.origin, more)
  opened.push(erp.close, () => connection.close())
  return { connection, asked: erp.asked, origin: erp.origin }
}

const IDS = ['1', '2', '3', '4', '5', '6', '7']
const rows = IDS.map((id) => ({ id }))
const from = (at: number, size = 3) => rows.slice(at, at + size)
const numberIn = (url: URL, name: string, otherwise = 0) => Number(url.searchParams.get(name) ?? otherwise)

describe('pages', () => {
  const kinds: [string, Record<string, unknown>, (asked: Asked) => Reply][] = [
    ['there are none, whatever is asked', { path: '/orders' }, () => ({ body: rows })],
    [
      'by offset',
      { path: '/orders', query: { skip: '{offset}', top: '{limit}' }, paging: { by: 'offset' } },
      ({ url }) => ({ body: from(numberIn(url, 'skip')) }),
    ],
    [
      'by number from 1',
      { path: '/orders', query: { page: '{page}' }, paging: { by: 'page' } },
      ({ url }) => ({ body: from((numberIn(url, 'page') - 1) * 3) }),
    ],
    [
      'by number from 0, and the ERP says when it was the last',
      {
        path: '/orders',
        query: { page: '{page}' },
        rows: 'data',
        paging: { by: 'page', first: 0 },
        more: 'last = false',
      },
      ({ url }) => ({ body: { data: from(numberIn(url, 'page') * 3), last: numberIn(url, 'page') === 2 } }),
    ],
    [
      'by an opaque cursor',
      {
        path: '/orders',
        query: { cursor: '{cursor}' },
        rows: 'data',
        paging: { by: 'cursor', next: 'meta.next' },
      },
      ({ url }) => {
        const at = Number((url.searchParams.get('cursor') ?? 'c:0').slice(2))
        return { body: { data: from(at), meta: { next: at + 3 < 7 ? `c:${at + 3}` : null } } }
      },
    ],
    [
      'by an address in the answer, relative to the page',
      { path: '/orders', rows: 'value', paging: { by: 'link', next: '`@odata.nextLink`' } },
      ({ url }) => {
        const at = numberIn(url, '$skiptoken')
        return {
          body: { value: from(at), ...(at + 3 < 7 && { '@odata.nextLink': `orders?$skiptoken=${at + 3}` }) },
        }
      },
    ],
    [
      'by the Link header',
      { path: '/orders', paging: { by: 'link-header' } },
      ({ url }) => {
        const at = numberIn(url, 'at')
        const next = `<${url.origin}/orders?at=${at + 3}>; rel="next", <${url.origin}/orders?at=0>; rel="first"`
        return { body: from(at), ...(at + 3 < 7 && { headers: { link: next } }) }
      },
    ],
  ]

  test.each(kinds)('%s: each order is read once', async (_, changes, answer) => {
    const { connection } = await connected(answer, { changes })
    expect(connection.capabilities.changes).toBe('none')
    expect(numbersOf((await readToEnd(connection, undefined, 3)).orders)).toEqual(IDS)
  })

  test('that lead to another host are not followed, and nothing is sent there', async () => {
    const elsewhere = await tinyErp(() => ({ body: [] }))
    opened.push(elsewhere.close)
    const changes = { path: '/orders', rows: 'value', paging: { by: 'link', next: 'next' } }
    const answer = () => ({ body: { value: rows, next: `${elsewhere.origin}/orders` } })
    const { connection } = await connected(answer, { changes })
    const error = await errorOf(readToEnd(connection, undefined, 100))
    expect(error).toBeInstanceOf(ErpUnavailable)
    expect((error as Error).message).toContain('hosts')
    expect(elsewhere.asked).toEqual([])

    const { connection: allowed } = await connected(answer, { changes, hosts: [elsewhere.origin] })
    await errorOf(readToEnd(allowed, undefined, 100))
    expect(elsewhere.asked).not.toEqual([])
  })

  test('that name themselves as the next one are refused instead of read for ever', async () => {
    const { connection } = await connected(() => ({ body: { value: rows, next: '/orders?again' } }), {
      changes: { path: '/orders', rows: 'value', paging: { by: 'link', next: 'next' } },
    })
    expect(await errorOf(readToEnd(connection, undefined, 100))).toBeInstanceOf(ErpUnavailable)
  })

  test('an answer without the array is a fault, and not an empty page', async () => {
    const { connection } = await connected(() => ({ body: { data: rows } }), {
      changes: { path: '/orders', rows: 'value' },
    })
    expect(await errorOf(readToEnd(connection, undefined))).toBeInstanceOf(ErpUnavailable)
  })
})

interface Row {
  id: string
  at: number
}

/** How an ERP writes the moment of so many seconds and thousandths, and reads what it is asked. */
const writings = {
  'RFC 3339 in milliseconds': (at: number) => new Date(at).toISOString(),
  'RFC 3339 in whole seconds with an offset': (at: number) =>
    new Date(Math.floor(at / 1000) * 1000 + 7_200_000).toISOString().replace('.000Z', '+02:00'),
  'local time without a zone': (at: number) =>
    new Date(at + 3_600_000).toISOString().slice(0, 23).replace('T', ' '),
  'milliseconds since 1970': (at: number) => at,
  'OData 2': (at: number) => `/Date(${at})/`,
} as const
const START = Date.UTC(2026, 10, 24, 20)

describe.each(Object.entries(writings))('changes since a moment, written as %s', (_, write) => {
  describe.each(['inclusive', 'exclusive'] as const)('where the border is %s', (border) => {
    const valueOf = (written: string | number) =>
      Number(
        /\d{13}/.exec(String(written))?.[0] ??
          Date.parse(
            /[Z+]/.test(String(written)) ? String(written) : `${String(written).replace(' ', 'T')}+01:00`,
          ),
      )

    async function erpOf(list: Row[], limit: number) {
      return connected(
        ({ url }) => {
          const asked = url.searchParams.get('since')
          const since = asked === null ? -Infinity : valueOf(asked)
          const found = list
            .filter(({ at }) =>
              border === 'inclusive' ? valueOf(write(at)) >= since : valueOf(write(at)) > since,
            )
            .toSorted((a, b) => a.at - b.at)
          const skip = numberIn(url, 'skip')
          return { body: found.slice(skip, skip + limit).map(({ id, at }) => ({ id, changed: write(at) })) }
        },
        {
          timeZone: 'Europe/Berlin',
          changes: {
            path: '/orders',
            query: { since: '{since}', skip: '{offset}' },
            paging: { by: 'offset' },
            border,
          },
          order: { ...minimal.order, changedAt: 'changed' },
        },
      )
    }

    test('every order is found though the moment is shared across pages, and a change after the end', async () => {
      const list = IDS.map((id, index) => ({ id, at: START + (index < 2 ? 0 : 5000) }))
      const { connection } = await erpOf(list, 2)
      const { orders, end } = await readToEnd(connection, undefined, 2)
      expect([...new Set(numbersOf(orders))].toSorted()).toEqual(IDS)
      list[0] = { id: '1', at: START + 5000 }
      // Changed within the last moment, after it was read.
      expect(numbersOf((await readToEnd(connection, end, 2)).orders)).toContain('1')
      list[1] = { id: '2', at: START + 9000 }
      expect(numbersOf((await readToEnd(connection, end, 2)).orders)).toContain('2')
    })

    test('a position moved back takes in what lies so far behind, and nothing before', async () => {
      const list = IDS.map((id, index) => ({ id, at: START + index * 10_000 }))
      const { connection } = await erpOf(list, 100)
      const { end } = await readToEnd(connection, undefined, 100)
      const back = connection.rewind(end as Position, 25_000)
      expect([...new Set(numbersOf((await readToEnd(connection, back, 100)).orders))]).toEqual([
        '5',
        '6',
        '7',
      ])
    })
  })
})

test('an ERP that can be asked by whole days only gives what is new of the day', async () => {
  const list = IDS.map((id, index) => ({ id, changed: new Date(START + index * 1000).toISOString() }))
  const { connection, asked } = await connected(
    ({ url }) => ({
      body: list.filter(({ changed }) => changed.slice(0, 10) >= (url.searchParams.get('since') ?? '')),
    }),
    {
      changes: { path: '/orders', query: { since: '{since}' }, form: 'day' },
      order: { ...minimal.order, changedAt: 'changed' },
    },
  )
  const { end } = await readToEnd(connection, undefined)
  expect(numbersOf((await readToEnd(connection, end)).orders)).toEqual(['7'])
  expect(asked.at(-1)?.url.searchParams.get('since')).toBe('2026-11-24')
})

test.each(['inclusive', 'exclusive'] as const)(
  'changes since a number, where the border is %s',
  async (border) => {
    // Beyond what a float can tell apart.
    const first = 9_007_199_254_740_993n
    let list = IDS.map((id, index) => ({ id, seq: first + BigInt(index) }))
    const { connection } = await connected(
      ({ url }) => {
        const since = BigInt(url.searchParams.get('since') ?? 0)
        const found = list.filter(({ seq }) => (border === 'inclusive' ? seq >= since : seq > since))
        return {
          body: `[${found
            .slice(0, 3)
            .map(({ id, seq }) => `{"id":"${id}","seq":${seq}}`)
            .join()}]`,
        }
      },
      { changes: { path: '/orders', query: { since: '{sequence}' }, sequence: 'seq', border } },
    )
    expect(connection.capabilities.changes).toBe('sequence')
    const { orders, end } = await readToEnd(connection, undefined, 3)
    expect(numbersOf(orders)).toEqual(IDS)
    expect(numbersOf((await readToEnd(connection, end, 3)).orders)).toEqual([])
    list = [...list.slice(1), { id: '1', seq: first + 7n }]
    expect(numbersOf((await readToEnd(connection, end, 3)).orders)).toEqual(['1'])
  },
)

test('newest first: all pages are read before the head moves, which lies at the newest then', async () => {
  const list = IDS.map((id, index) => ({ id, changed: new Date(START + index * 1000).toISOString() }))
  const { connection } = await connected(
    ({ url }) => {
      const found = list
        .filter(({ changed }) => changed >= (url.searchParams.get('since') ?? ''))
        .toSorted((a, b) => (a.changed < b.changed ? 1 : -1))
      return { body: found.slice(numberIn(url, 'skip')).slice(0, 2) }
    },
    {
      changes: {
        path: '/orders',
        query: { since: '{since}', skip: '{offset}' },
        paging: { by: 'offset' },
        sorted: false,
      },
      order: { ...minimal.order, changedAt: 'changed' },
    },
  )
  const { orders, end } = await readToEnd(connection, undefined, 2)
  expect(numbersOf(orders).toSorted()).toEqual(IDS)
  list[2] = { id: '3', changed: new Date(START + 60_000).toISOString() }
  expect(numbersOf((await readToEnd(connection, end, 2)).orders).toSorted()).toEqual(['3', '7'])
})

describe('by delta links', () => {
  const changes = {
    path: '/orders',
    rows: '[value[$not($exists(`@removed`))]]',
    paging: { by: 'link', next: '`@odata.nextLink`' },
    delta: '`@odata.deltaLink`',
  }

  /** An ERP that keeps a log of what changed, three to a page, and forgets it on demand. */
  async function keepingALog() {
    const log: { id: string; '@removed'?: object }[] = rows.slice(0, 5)
    let forgotten = -1
    const erp = await connected(
      ({ url }) => {
        const at = numberIn(url, 'at')
        if (at === forgotten) return { status: 410 }
        const next = Math.min(at + 3, log.length)
        const link = `/orders?at=${next}`
        return {
          body: {
            value: log.slice(at, next),
            [next < log.length ? '@odata.nextLink' : '@odata.deltaLink']: link,
          },
        }
      },
      { changes },
    )
    return { ...erp, log, forget: () => (forgotten = log.length) }
  }

  test.each([2, 3, 10])(
    'what changed is found once, in pages of %i, and an order that is gone is none',
    async (limit) => {
      const { connection, log } = await keepingALog()
      expect(connection.capabilities.changes).toBe('sequence')
      const first = await readToEnd(connection, undefined, limit)
      expect(numbersOf(first.orders)).toEqual(['1', '2', '3', '4', '5'])
      const idle = await readToEnd(connection, first.end, limit)
      expect([idle.orders, idle.end]).toEqual([[], first.end])
      log.push({ id: '2' }, { id: '9', '@removed': {} }, { id: '7' })
      const later = await readToEnd(connection, idle.end, limit)
      expect(numbersOf(later.orders)).toEqual(['2', '7'])
    },
  )

  test('what changes while nothing is left of a page is not lost', async () => {
    const { connection, log } = await keepingALog()
    const first = await readToEnd(connection, undefined, 3)
    log.push({ id: '8', '@removed': {} }, { id: '8', '@removed': {} }, { id: '8', '@removed': {} })
    // An empty page moves no cursor: the extractor asks from the same place again.
    expect((await readToEnd(connection, first.end, 3)).orders).toEqual([])
    log.push({ id: '7' })
    expect(numbersOf((await readToEnd(connection, first.end, 3)).orders)).toEqual(['7'])
  })

  test('a link that the ERP has forgotten begins anew', async () => {
    const { connection, log, forget } = await keepingALog()
    const { end } = await readToEnd(connection, undefined, 10)
    forget()
    log.push({ id: '7' })
    expect(numbersOf((await readToEnd(connection, end, 3)).orders)).toContain('7')
  })

  test('need pages by link', () => {
    expect(() =>
      connectionTo('http://127.0.0.1', { changes: { ...changes, paging: { by: 'none' } } }),
    ).toThrow(/changes\/delta: is needed to ask by delta, with paging by link/)
  })
})

test('a page of changes that the ERP no longer knows is asked for anew from its beginning', async () => {
  const list = IDS.map((id) => ({ id, changed: new Date(START).toISOString() }))
  const { connection } = await connected(
    ({ url }) => {
      const cursor = url.searchParams.get('cursor')
      if (cursor === 'old') return { status: 410 }
      return { body: { rows: list, next: null } }
    },
    {
      changes: {
        path: '/orders',
        query: { since: '{since}', cursor: '{cursor}' },
        rows: 'rows',
        paging: { by: 'cursor', next: 'next' },
      },
      order: { ...minimal.order, changedAt: 'changed' },
    },
  )
  const stale = { since: new Date(START).toISOString(), page: 'old' }
  expect(numbersOf((await readToEnd(connection, stale)).orders)).toEqual(IDS)
})

describe('an order', () => {
  test('that cannot be mapped is set aside with field, value and expression, and the others flow', async () => {
    const list = [
      { id: '1', lines: [{ no: 1, item: 'A', qty: 'many', price: '1' }] },
      { id: '2', state: 'odd' },
      { id: '3', lines: [{ no: 1, item: 'A', qty: '2', price: '0.1' }] },
    ]
    const { connection } = await connected(() => ({ body: list }), {})
    const page = await connection.readChanges(undefined, { limit: 10, signal: patient })
    expect(numbersOf(page.orders)).toEqual(['3'])
    expect(page.orders[0]?.subtotal).toBe('0.2')
    expect(page.unreadable).toMatchObject([
      {
        number: '1',
        path: '/lines/0/quantity',
        reason: expect.stringMatching(/not "many", mapped from qty$/) as string,
      },
      {
        number: '2',
        path: '/status',
        reason: expect.stringMatching(/one of "open", not "odd", mapped from state$/) as string,
      },
    ])
  })

  test('keeps every digit of JSON numbers, and is calculated with exactly', async () => {
    const body = `[{"id": 9007199254740993, "lines": [{"no": 1, "item": "A", "qty": 3, "price": 12345678901234.5678}]}]`
    const { connection } = await connected(() => ({ body }), {
      order: { ...minimal.order, lines: { ...minimal.order.lines, quantity: '$times(qty, "0.1")' } },
    })
    const { orders } = await connection.readChanges(undefined, { limit: 10, signal: patient })
    expect(orders).toMatchObject([
      { number: '9007199254740993', lines: [{ quantity: '0.3', unitPrice: '12345678901234.5678' }] },
    ])
  })

  test('that was calculated as a float is a fault, and not published with a wrong digit', async () => {
    const body = [{ id: '1', lines: [{ no: 1, item: 'A', qty: 1, price: 3 }] }]
    const { connection } = await connected(() => ({ body }), {
      order: { ...minimal.order, lines: { ...minimal.order.lines, unitPrice: 'price / 10' } },
    })
    const { unreadable } = await connection.readChanges(undefined, { limit: 10, signal: patient })
    expect(unreadable[0]?.reason).toMatch(/not 0\.3, mapped from price \/ 10; it was calculated as a float/)
  })

  test('whose list shows its number only is read by it, with its ETag, so many at a time', async () => {
    let underWay = 0
    let most = 0
    const { connection } = await connected(
      ({ url }) => {
        if (url.pathname === '/orders') return { body: rows }
        most = Math.max(most, ++underWay)
        setImmediate(() => underWay--)
        return { body: { id: url.pathname.slice(8) }, headers: { etag: `W/"${url.pathname}"` } }
      },
      {
        concurrency: 2,
        changes: { path: '/orders', readEach: true },
        read: { path: '/orders/{number}' },
        order: { ...minimal.order, version: '$etag' },
      },
    )
    const { orders } = await readToEnd(connection, undefined)
    expect(orders.map(({ number, version }) => [number, version])).toEqual(
      IDS.map((id) => [id, `W/"/orders/${id}"`]),
    )
    expect(most).toBeLessThanOrEqual(2)
  })

  test('without a version has its fingerprint for one: the same as long as nothing changes', async () => {
    const list = [{ id: '1', state: 'open', day: '2026-11-24' }]
    const { connection } = await connected(() => ({ body: list }), {})
    const versionNow = async () => (await readToEnd(connection, undefined)).orders[0]?.version
    const before = await versionNow()
    expect(await versionNow()).toBe(before)
    list[0] = { id: '1', state: 'open', day: '2026-11-25' }
    expect(await versionNow()).not.toBe(before)
  })

  test.each(["x' or DocNum eq 'y", '..', '', 'a\r\nb'])(
    '%j could be none: nothing is asked',
    async (number) => {
      const { connection, asked } = await connected(() => ({ body: {} }), {})
      expect(await connection.readOrder(number, patient)).toBeUndefined()
      expect(asked).toEqual([])
    },
  )

  test('of another number than was asked for is none of ours', async () => {
    const { connection } = await connected(() => ({ body: { id: '2' } }), {
      read: { path: '/orders/{number}' },
    })
    expect(await errorOf(connection.readOrder('1', patient))).toMatchObject({
      code: 'erp-unreadable',
      path: '/number',
    })
  })
})
