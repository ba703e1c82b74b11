/**
 * What only a database shows that lets several write at a time: a slow transaction of Tryton's becomes visible after a
 * later one, with the moment at which it began.
 */
import { whyNoTryton } from '@channel-adapter/local-tryton'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractCases } from '../../testing/erp-contract.ts'
import { lastPosition, mustRead, numbersOf, readToEnd } from '../../testing/reading.ts'
import { trytonCapabilities } from './driver.ts'
import { connectTryton, type TrytonHarness } from './testing/connect-tryton.ts'

const missing = await whyNoTryton({ database: 'postgresql' })
const WINDOW_MS = 60_000
const ordered = [{ quantity: '10', unitPrice: '12.5' }]
/** All of the suite with TRYTON_DATABASE=postgresql; else what depends on how a database keeps transactions apart. */
const DECISIVE = new Set([
  'of many writers at one version exactly one wins',
  'every one of many orders changed at one moment is found once, across page borders',
])
const cases = contractCases(trytonCapabilities).filter(
  ({ title }) => process.env['TRYTON_DATABASE'] === 'postgresql' || DECISIVE.has(title),
)

describe.skipIf(missing !== undefined)(`Tryton on PostgreSQL ${missing ?? ''}`, () => {
  let erp: TrytonHarness
  beforeAll(async () => {
    erp = await connectTryton('postgresql')
  }, 60_000)
  afterAll(() => erp.close())

  test('a change that was written before the newest read, and became visible after it, is read again', async () => {
    const { connection, desk, tryton } = erp
    const [slow, quick] = [await desk.addOrder(ordered), await desk.addOrder(ordered)]
    const begin = await lastPosition(connection)
    const { order } = await mustRead(connection, slow)

    // Its transaction has begun, and waits for the line.
    const release = await tryton.hold(
      `SELECT id FROM purchase_line WHERE id = ${order.lines[0]?.line} FOR UPDATE`,
    )
    const writing = desk.editLine(slow)
    await untilSomebodyWaits()
    await desk.editLine(quick)
    const { orders, end = begin } = await readToEnd(connection, begin)
    expect(numbersOf(orders)).toEqual([quick])
    await release()
    await writing

    const late = (await mustRead(connection, slow)).order
    expect(late.lines).toMatchObject([{ quantity: '11' }])
    expect(late.changedAt < (end['at'] ?? '')).toBe(true)
    expect(numbersOf((await readToEnd(connection, end)).orders)).toEqual([])
    const again = await readToEnd(connection, connection.rewind(end, WINDOW_MS))
    expect(again.orders).toContainEqual(late)
  })

  for (const { title, run } of cases)
    test(title, async () => {
      await run(erp)
      await erp.desk.endFaults()
    })

  async function untilSomebodyWaits(): Promise<void> {
    const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = 'erp' AND wait_event_type = 'Lock'"
    await expect.poll(() => erp.tryton.rows(waiting), { timeout: 10_000, interval: 20 }).toHaveLength(1)
  }
})
