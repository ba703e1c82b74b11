/** What `adapter erp check` finds out: each mistake of a description that would lose orders is caught by name. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseConnections } from '../connections.ts'
import { describedConnection } from '../drivers/rest/testing/described.ts'
import { PASSWORD, startOdataLikeErp } from '../drivers/rest/testing/odata-like-erp.ts'
import { connectionTo, minimal, tinyErp } from '../drivers/rest/testing/tiny-erp.ts'
import { kindNames, startingConfiguration } from '../kinds.ts'
import type { ErpConnection } from '../port.ts'
import { writeAnyway } from '../testing/broken-drivers.ts'
import { patient } from '../testing/reading.ts'
import { checkReading } from './check-reading.ts'
import { checkWriting } from './check-writing.ts'

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})

const START = Date.UTC(2026, 10, 24, 20)
interface Row {
  readonly id: string
  readonly changed: string
  readonly note?: string
}
const rows: Row[] = Array.from({ length: 12 }, (_, index) => ({
  id: String(index + 1),
  // Three share each moment.
  changed: new Date(START + Math.floor(index / 3) * 1000).toISOString(),
}))

/** What is found out about an ERP that is described thus. */
async function findings(changes: object, list: (since: string, url: URL) => readonly Row[], pageSize = 100) {
  const erp = await tinyErp(({ url }) => {
    const id = /^\/orders\/(.+)$/.exec(url.pathname)?.[1]
    if (id !== undefined) return { body: rows.find((row) => row.id === id) }
    return { body: list(url.searchParams.get('since') ?? '', url) }
  })
  const connection = connectionTo(erp.origin, {
    changes: {
      path: '/orders',
      query: { since: '{since}', skip: '{offset}', top: '{limit}' },
      paging: { by: 'offset' },
      ...changes,
    },
    order: { ...minimal.order, changedAt: 'changed', note: 'note' },
  })
  opened.push(erp.close, () => connection.close())
  const report = await checkReading(connection, pageSize, patient)
  expect(erp.asked.every(({ method }) => method === 'GET')).toBe(true)
  return report.findings
}
const faultsIn = (found: Awaited<ReturnType<typeof findings>>) =>
  found.filter(({ level }) => level === 'fault').map(({ text, remedy }) => `${text} ${remedy}`)
const slice = (found: readonly Row[], url: URL) =>
  found.slice(
    Number(url.searchParams.get('skip')),
    Number(url.searchParams.get('skip')) + Number(url.searchParams.get('top')),
  )
const inclusive = (since: string, url: URL) =>
  slice(
    rows.filter(({ changed }) => changed >= since),
    url,
  )
const exclusive = (since: string, url: URL) =>
  slice(
    rows.filter(({ changed }) => changed > since),
    url,
  )

describe('reading', () => {
  test('an ERP that is described rightly has no fault', async () => {
    expect(faultsIn(await findings({}, inclusive))).toEqual([])
    expect(faultsIn(await findings({ border: 'exclusive' }, exclusive))).toEqual([])
  })

  test('a border that is not in the answer is caught', async () => {
    expect(faultsIn(await findings({}, exclusive))).toContainEqual(
      expect.stringContaining('changes.border: exclusive'),
    )
  })

  test('a list that is not sorted by change is caught', async () => {
    const newestFirst = (since: string, url: URL) =>
      slice(rows.filter(({ changed }) => changed >= since).toReversed(), url)
    expect(faultsIn(await findings({}, newestFirst))).toContainEqual(
      expect.stringContaining('changes.sorted: false'),
    )
  })

  test('an order that is lost between pages is caught', async () => {
    // Counts what was passed over from one.
    const losing = (_: string, url: URL) => {
      const skip = Number(url.searchParams.get('skip'))
      return rows.slice(skip === 0 ? 0 : skip + 1).slice(0, Number(url.searchParams.get('top')))
    }
    const changes = { query: { skip: '{offset}', top: '{limit}' } }
    expect(faultsIn(await findings(changes, losing))).toContainEqual(expect.stringMatching(/lost between/))
  })

  test('a list that shows less than the order by its number is caught', async () => {
    const short = (since: string, url: URL) =>
      inclusive(since, url).map((row) => Object.assign({ note: 'only here' }, row))
    expect(faultsIn(await findings({}, short))).toContainEqual(
      expect.stringContaining('changes.readEach: true'),
    )
  })

  test('what would not be published is told with order and place', async () => {
    const odd = (since: string, url: URL) =>
      inclusive(since, url).map((row) => (row.id === '2' ? Object.assign({ state: 'odd' }, row) : row))
    expect(faultsIn(await findings({}, odd))).toContainEqual(
      expect.stringMatching(/1 of 12 .*\n.*order 2: \/status must be one of "open"/),
    )
  })

  test('an ERP that gives fewer at a time than it is asked for is told', async () => {
    const capped = (since: string, url: URL) => inclusive(since, url).slice(0, 5)
    const found = await findings({}, capped)
    expect(found).toContainEqual({
      level: 'doubt',
      text: expect.stringContaining('set pageSize: 5') as string,
    })
  })

  test('one that has no more than a page is not said to give fewer, though it does not say that it was all', async () => {
    const numbered = { query: { since: '{since}', page: '{page}' }, paging: { by: 'page' } }
    const found = await findings(numbered, (since, url) =>
      url.searchParams.get('page') === '1' ? rows.filter(({ changed }) => changed >= since) : [],
    )
    expect(found).toContainEqual(
      expect.objectContaining({ text: expect.stringMatching(/12 orders/) as string }),
    )
    expect(found).not.toContainEqual(expect.objectContaining({ level: 'doubt' }))
  })
})

describe('writing', () => {
  let erp: Awaited<ReturnType<typeof startOdataLikeErp>>
  let connection: ErpConnection
  beforeEach(async () => {
    erp = await startOdataLikeErp()
    connection = describedConnection('odata-like.yaml', { ERP_URL: erp.url, ERP_PASSWORD: PASSWORD })
    opened.push(
      () => erp.close(),
      () => connection.close(),
    )
  })
  const levels = async (tested: ErpConnection) => {
    const number = await erp.desk.addOrder([{ quantity: '1', unitPrice: '1' }])
    return (await checkWriting(tested, number, patient))
      .filter(({ level }) => level !== 'fine')
      .map(({ text, remedy }) => `${text} ${remedy}`)
  }

  test('an ERP that keeps everything that it is said to keep has no fault', async () => {
    expect(await levels(connection)).toEqual([])
  })

  test('a condition that does not bite is caught', async () => {
    const blind = {
      ...connection,
      applyUpdate: (...[update, , signal]: Parameters<ErpConnection['applyUpdate']>) =>
        writeAnyway(connection, update, signal),
    }
    expect(await levels(blind)).toContainEqual(expect.stringContaining('look at updates.condition'))
  })

  test('an update that the order does not show is caught', async () => {
    const forgetful: ErpConnection = {
      ...connection,
      readOrder: (number, signal) => connection.readOrder(number, signal),
    }
    expect(await levels(forgetful)).toContainEqual(expect.stringContaining('updates.applied'))
  })
})

test.each(kindNames)('the starting configuration of kind %s is one', (kind) => {
  const variables: Record<string, string> = { ERP_URL: 'https://erp.example' }
  const text = startingConfiguration('acme', kind)
  expect(parseConnections(text, (name) => variables[name] ?? 'x')).toMatchObject([{ id: 'acme', kind }])
})
