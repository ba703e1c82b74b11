import { randomUUID } from 'node:crypto'
import { contracts, type OrderUpdate } from '@channel-adapter/contracts'
import type { Ledger } from '@channel-adapter/ledger'
import {
  type Browser,
  chromiumPath,
  MISSING,
  type Page,
  startChromium,
} from '@channel-adapter/local-chromium'
import type { Deployment } from '@channel-adapter/local-deployment'
import type { Prometheus } from '@channel-adapter/local-prometheus'
import { request } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Condition, untilAlerts, viewNamedBy } from './alert-conditions.ts'

/** The loop while it runs, with a console. */
export interface Observed {
  readonly deployment: Deployment
  readonly ledger: Ledger
  /** Undefined where it is not installed. */
  readonly prometheus: Prometheus | undefined
}

interface ErpOrder {
  readonly number: string
  readonly revision: number
  readonly supplier: { readonly id: string }
  readonly lines: readonly {
    readonly line_no: number
    readonly quantity: string
    readonly unit_price: string
    readonly rejected_quantity: string
  }[]
}

const executable = chromiumPath()

/** What the person at the console does about a fault, from the alert to the mend, in one page that is never reloaded. */
export function testFaultsInConsole(observed: () => Observed): void {
  describe.skipIf(executable === undefined)(
    `at the console${executable === undefined ? ` (skipped: ${MISSING})` : ''}`,
    () => {
      let browser: Browser
      let page: Page
      let loads = 0

      beforeAll(async () => {
        browser = await startChromium(executable ?? '')
        page = await browser.newPage({ locale: 'en-GB' })
        page.setDefaultTimeout(20_000)
        page.on('load', () => loads++)
        await page.goto(observed().deployment.console?.url ?? '')
      })
      afterEach(async () => {
        // What one test leaves wrong is no fault of the next.
        await erp('DELETE', '/admin/faults')
        const { suppliers } = observed().deployment
        await Promise.all(suppliers.filter(({ process }) => !process.running).map((each) => each.restart()))
      })
      afterAll(() => browser.close())

      async function erp<T>(
        method: 'GET' | 'PUT' | 'DELETE' | 'POST',
        path: string,
        body?: object,
      ): Promise<T> {
        const { statusCode, body: answer } = await request(observed().deployment.erp.url + path, {
          method,
          ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        })
        const text = await answer.text()
        if (statusCode >= 400) throw new Error(`${path}: ${statusCode} ${text}`)
        return (text === '' ? undefined : JSON.parse(text)) as T
      }
      const erpOrder = (number: string) => erp<ErpOrder>('GET', `/api/purchase-orders/${number}`)

      async function send(order: ErpOrder, partner: string, said: Partial<OrderUpdate>): Promise<void> {
        const { connection, gateway } = observed().deployment
        const data = {
          source: connection,
          number: order.number,
          orderRevision: order.revision,
          partner,
          occurredAt: new Date().toISOString(),
          ...said,
        }
        const { name: type } = contracts.orderUpdate
        const { statusCode, body } = await request(`${gateway.url}/send`, {
          method: 'POST',
          headers: { 'content-type': 'application/cloudevents+json' },
          body: JSON.stringify({ specversion: '1.0', id: randomUUID(), source: `/${partner}`, type, data }),
        })
        expect({ statusCode, text: await body.text() }).toMatchObject({ statusCode: 200 })
      }

      /** Once the alert's condition holds, opens the view that its page names. */
      async function openWhenAlerted(condition: Condition): Promise<void> {
        const { prometheus, deployment } = observed()
        await untilAlerts(condition, prometheus)
        await page.goto(`${deployment.console?.url}/${viewNamedBy(condition)}`)
      }
      const orderNumbers = () => {
        const { ledger, deployment } = observed()
        return [...ledger.snapshots.keys()].map((key) => key.slice(deployment.connection.length + 1))
      }

      test('an ERP that is away is told of with since when, its own words and the next step, and no more when it answers', async () => {
        const { applier, connection } = observed().deployment
        const orders = await Promise.all(orderNumbers().slice(0, 5).map(erpOrder))
        const down = { match: { path_prefix: '/api' }, effect: { kind: 'status', status: 503 } }
        await erp('PUT', '/admin/faults', { rules: [down] })
        const answered = orders.map((order) => {
          const lines = order.lines.map(({ line_no, quantity, unit_price: unitPrice }) => ({
            line: String(line_no),
            code: '5' as const,
            quantity,
            unitPrice,
            promisedDate: null,
            backorderedQuantity: null,
          }))
          const response = { code: 'AP' as const, reason: 'once more', lines }
          return send(order, `supplier-${order.supplier.id}`, { response })
        })
        await Promise.all(answered)
        const figure = /circuit_state\{[^}]*"(open|half-open)"\} 1/
        const away = { alert: 'ChannelAdapterCircuitOpen', service: applier, figure }
        await openWhenAlerted(away)
        const region = page.getByRole('region', { name: connection })
        await region.getByText('away', { exact: true }).waitFor()
        await region.getByText('503').first().waitFor()
        await page.getByRole('link', { name: 'Overview' }).click()
        const told = page.getByRole('listitem').filter({ hasText: `The ERP ${connection} cannot be reached` })
        await told.getByText(/since \d\d:\d\d:\d\d/).waitFor()
        await told.getByText('503').waitFor()
        await told.getByText(/wait and are tried again by themselves/).waitFor()
        await erp('DELETE', '/admin/faults')
        await told.waitFor({ state: 'detached' })
        await page.getByText('Everything flows.').waitFor()
        await untilAlerts(away, observed().prometheus, false)
      })

      test('a poisonous update is found under its reason, corrected, written, and on record', async () => {
        const { applier, connection } = observed().deployment
        const order = await erpOrder(orderNumbers()[5] ?? '')
        const key = `${connection}:${order.number}`
        // Three pieces of those that came are broken; it says that three more came.
        const counted = {
          line: String(order.lines[0]?.line_no),
          receivedQuantity: '3',
          rejectedQuantity: '3',
        }
        const goodsReceipt = {
          receiptId: 'R-again',
          receivedOn: '2026-11-27',
          lines: [{ ...counted, rejectReason: 'broken' }],
        }
        await send(order, 'inventory', { goodsReceipt })
        const figure = /orders_parked\{[^}]*\} 1/
        await openWhenAlerted({ alert: 'ChannelAdapterOrdersParked', service: applier, figure })
        const group = page.getByRole('region', { name: `erp-rejected at ${connection}` })
        await group.getByText(/would make .* received of .* ordered/).waitFor()
        await group.getByRole('button', { name: 'Correct and resend' }).click()
        const text = group.getByRole('textbox', { name: 'The update, as JSON' })
        await text.fill(
          (await text.inputValue()).replace('"receivedQuantity": "3"', '"receivedQuantity": "0"'),
        )
        await group.getByRole('textbox', { name: 'Your name' }).fill('Ana')
        await group.getByRole('textbox', { name: 'Reason' }).fill('they counted twice')
        await group.getByRole('button', { name: 'Send' }).click()
        await page.getByText('Nothing is parked.').waitFor()
        const plan = page.getByRole('listitem').filter({ hasText: 'they counted twice' })
        await plan.getByText('1 done, 0 failed again, 0 left').waitFor()

        await page.getByRole('link', { name: 'Audit trail' }).click()
        const record = page.getByRole('listitem').filter({ hasText: 'they counted twice' })
        await record.getByText('1 change').click()
        await record.getByRole('row', { name: /receivedQuantity 3 0/ }).waitFor()
        await record.getByRole('link', { name: key }).click()
        await page.getByText('Goods receipt: written to the ERP').first().waitFor()
        await page.getByText('Correction asked for').waitFor()
        await page.getByText('Handled again').waitFor()
        const rejected = (state: ErpOrder) => Number(state.lines[0]?.rejected_quantity)
        expect(rejected(await erpOrder(order.number)) - rejected(order)).toBe(3)
      })

      test("a supplier that does not answer is told of, on its order's page too, until its answer comes late", async () => {
        const { suppliers, connection, console: served } = observed().deployment
        const before = new Set(orderNumbers())
        await Promise.all(suppliers.map(({ process }) => process.stop()))
        await erp('POST', '/admin/clerk', { kinds: ['add'], edits_per_second: 20, limit: 1, seed: 17 })
        const missing = {
          alert: 'ChannelAdapterAnswersMissing',
          service: served,
          figure: /answers_missing\{[^}]*\} 1/,
        }
        await untilAlerts(missing, observed().prometheus)
        const number = orderNumbers().find((each) => !before.has(each)) ?? expect.fail('was not published')
        await page.getByRole('link', { name: 'Overview' }).click()
        await page.getByText(`1 order of ${connection} has no answer in time`).waitFor()
        await openWhenAlerted(missing)
        await page.getByRole('link', { name: `Order ${number}`, exact: true }).click()
        await page.getByText('No answer in time', { exact: true }).waitFor()
        await page.getByText(/should have answered by .* ago. Ask whether it has the order/).waitFor()
        await Promise.all(suppliers.map((supplier) => supplier.restart()))
        await page.getByText(/^Response from supplier-/).waitFor()
        await page.getByText('No answer in time', { exact: true }).waitFor({ state: 'detached' })
        await page.getByRole('link', { name: 'Missing answers' }).click()
        await page.getByText('No answer is missing.').waitFor()
        expect(loads, 'the page was never reloaded').toBe(1)
      })
    },
  )
}
