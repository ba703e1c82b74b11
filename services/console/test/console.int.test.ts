/** The page in a real browser, on what a real broker holds: by role and by text, as people find things. */
import { line } from '@channel-adapter/contracts/testing'
import {
  type Browser,
  chromiumPath,
  MISSING,
  type Page,
  startChromium,
} from '@channel-adapter/local-chromium'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluate, violationsOf } from './accessibility.ts'
import { payloads } from './payloads.ts'
import { answer, outcome, snapshot } from './readings.ts'
import { runConsole } from './running-console.ts'
import { testSigningIn } from './signed-in.ts'

const executable = chromiumPath()
const inBrowser = executable === undefined ? describe.skip : describe

let channel: Awaited<ReturnType<typeof runConsole>>
let running: Awaited<ReturnType<typeof channel.start>>
let browser: Browser
let page: Page
const faults: string[] = []
const trace = '0af7651916cd43dd8448eb211c80319c'

beforeAll(async () => {
  if (executable === undefined) return
  channel = await runConsole()
  const now = Date.now()
  await channel.publish(
    [
      snapshot(now, { number: '4711' }),
      snapshot(now, { number: '4712', supplier: { id: '9', name: 'Green Lake Bike Company' } }),
      snapshot(now, { number: '4713' }),
    ],
    { traceparent: `00-${trace}-b7ad6b7169203331-01` },
  )
  await channel.publish(
    [
      snapshot(now, {
        number: '6666',
        supplier: { id: '6', name: payloads[0] ?? '' },
        buyer: payloads[1] ?? '',
        lines: payloads.map((text, index) => line({ line: `${index}`, product: { id: text, name: text } })),
      }),
    ],
    { ce_source: payloads[2] ?? '', [payloads[3] ?? '']: 'x' },
  )
  await channel.publish([
    answer(now, { id: 'a', number: '4711' }),
    answer(now, { id: 'b', number: '4713' }),
    answer(now, { id: 'c', number: '6666', partner: payloads[4] ?? '' }),
  ])
  await channel.publish([
    outcome(now, { updateId: 'a', number: '4711' }),
    outcome(now, {
      updateId: 'b',
      number: '4713',
      result: 'PARKED',
      orderVersion: null,
      reason: { code: 'erp-rejected', text: 'the period is closed' },
    }),
    outcome(now, {
      updateId: 'c',
      number: '6666',
      partner: payloads[4] ?? '',
      result: 'REFUSED',
      reason: { code: 'line-unknown', text: payloads[5] ?? '' },
    }),
  ])
  await channel.publish([
    snapshot(now, {
      number: '4711',
      version: '2',
      status: 'CONFIRMED',
      response: { code: 'AP', revision: 1, reason: null },
    }),
  ])
  await channel.park(answer(now, { id: 'b', number: '4713' }), 'erp-rejected', 'the period is closed')
  await channel.park(answer(now, { id: 'd', number: '6666' }), 'handler-bug', payloads[6] ?? '')
  ;[running, browser] = await Promise.all([channel.start(), startChromium(executable)])
  const context = await browser.newContext({ locale: 'en-GB', colorScheme: 'light', bypassCSP: false })
  page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (message) => {
    // What a test has refused is said by the browser, too.
    if (message.type() === 'error' && !message.text().includes('status of 400')) faults.push(message.text())
  })
  page.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await running?.stop()
})

const open = (hash: string) => page.goto(`${running.url}/#/${hash}`)
const reads = async (text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor()

inBrowser(`the console in a browser${executable === undefined ? ` (skipped: ${MISSING})` : ''}`, () => {
  test('shows within a second what is wrong, since when, what to do, and the flow', async () => {
    await open('overview')
    await reads(/2 orders of adventureworks are parked/)
    await reads('Look at the reason, mend the cause, then replay them.')
    await page.getByText('Everything flows').waitFor({ state: 'detached' })
    await reads('4 orders')
    await reads('orders out')
    const painted = () =>
      page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity)
    // Once in five: what takes longer each time is the page, what does once is a busy machine.
    let paintedAt = await painted()
    for (let again = 0; again < 4 && paintedAt >= 1000; again++) {
      await page.reload()
      await reads('orders out')
      paintedAt = await painted()
    }
    expect(paintedAt).toBeLessThan(1000)
  })

  test('finds an order by its number, its supplier, its status and what is parked', async () => {
    await open('orders')
    const table = page.getByRole('table')
    const search = async (text: string) => {
      await page.getByRole('searchbox', { name: 'Search orders' }).fill(text)
      await page.keyboard.press('Enter')
    }
    await search('green lake')
    await table.getByRole('link', { name: '4712' }).waitFor()
    await expect.poll(() => table.getByRole('row').count()).toBe(2)
    await search('471')
    await table.getByRole('link', { name: '4713' }).waitFor()
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Confirmed')
    await table.getByRole('link', { name: '4712' }).waitFor({ state: 'detached' })
    await table.getByRole('link', { name: '4711' }).waitFor()
    await page.getByRole('link', { name: 'Clear' }).click()
    await page.getByRole('combobox', { name: 'With us' }).selectOption('Parked')
    await table.getByRole('link', { name: '4711' }).waitFor({ state: 'detached' })
    await table.getByRole('link', { name: '4713' }).click()
    await page.getByRole('heading', { name: 'Order 4713' }).waitFor()
    await reads('erp-rejected: the period is closed')
  })

  test('tells what happened to an order, what changed, and each message as it lies in Kafka', async () => {
    await open('orders/adventureworks:4711')
    const items = page
      .getByRole('region', { name: 'What happened' })
      .or(page.locator('section'))
      .getByRole('listitem')
    await reads('Published for the first time, revision 1')
    const told = await items.allInnerTexts()
    expect(told.map((text) => text.split('\n').find((part) => /[a-z]/.test(part)))).toEqual([
      expect.stringContaining('Published, revision 1'),
      expect.stringContaining('Response: written to the ERP'),
      expect.stringContaining('Response from supplier-1580: accepted'),
      expect.stringContaining('Published for the first time'),
    ])
    await page.getByText('2 changes').click()
    await page.getByRole('cell', { name: 'CONFIRMED' }).waitFor()
    await items.last().getByText('Message', { exact: true }).click()
    await reads(/"number": "4711"/)
    await reads(`${channel.topicPrefix}purchasing.order.v1`)
    await reads(trace)
    const links = items.getByRole('link', { name: 'Trace' })
    expect(await links.last().getAttribute('href')).toBe(`https://traces.example/trace/${trace}`)
    expect(await links.count(), 'of what was traced').toBe(1)
  })

  test('shows what happens while somebody looks, without reloading', async () => {
    await open('orders/adventureworks:4712')
    await reads('Published for the first time, revision 1')
    await channel.publish([answer(Date.now(), { id: 'live', number: '4712' })])
    await reads('Response from supplier-1580: accepted')
    await reads('1 update waits')
    await open('overview')
    await reads(/ behind/)
  })

  test('speaks Spanish when asked to, and remembers it', async () => {
    await open('overview')
    await page.getByRole('combobox', { name: 'Language' }).selectOption('Español')
    await reads('El flujo ahora')
    await page.reload()
    await page.getByRole('heading', { name: 'Lo que requiere atención' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('es')
    await page.getByRole('combobox', { name: 'Idioma' }).selectOption('English')
  })

  test('is used with the keyboard alone', async () => {
    await open('overview')
    await page.getByRole('heading', { name: 'The flow now' }).waitFor()
    await page.locator('body').press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('main:focus').waitFor()
    await page.getByRole('link', { name: 'Orders', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Orders' }).waitFor()
    await page.locator('main:focus').waitFor()
  })

  test('replays what is parked for a reason, says before how much, and can be called off', async () => {
    await open('parked')
    const group = page.getByRole('region', { name: 'erp-rejected at adventureworks' })
    await group.getByRole('button', { name: 'Replay' }).click()
    await group.getByText('1 message of 1 order is handled again').waitFor()
    await group.getByRole('textbox', { name: 'Your name' }).fill('Ana')
    await group.getByRole('textbox', { name: 'Reason' }).fill('period reopened')
    await group.locator('form').getByRole('button', { name: 'Replay' }).click()
    const plan = page.getByRole('listitem').filter({ hasText: 'period reopened' })
    await plan.getByText('0 done, 0 failed again, 1 left').waitFor()
    await plan.getByText('by Ana').waitFor()
    await plan.getByRole('button', { name: 'Cancel' }).click()
    await plan.getByText('cancelled').waitFor()
  })

  test('sends a corrected update, with who, why, before and after in the record; not as another update', async () => {
    await open('parked')
    const group = page.getByRole('region', { name: 'erp-rejected at adventureworks' })
    await group.getByRole('button', { name: 'Correct and resend' }).click()
    const text = group.getByRole('textbox', { name: 'The update, as JSON' })
    const value = JSON.parse(await text.inputValue()) as { id: string; response: { reason: string | null } }
    await group.getByRole('textbox', { name: 'Your name' }).fill('Ana')
    await group.getByRole('textbox', { name: 'Reason' }).fill('they told us by telephone')
    await text.fill(JSON.stringify({ ...value, id: 'other' }))
    await group.getByRole('button', { name: 'Send' }).click()
    await group.getByRole('alert').getByText('A correction keeps id').waitFor()
    await text.fill(JSON.stringify({ ...value, response: { ...value.response, code: 'maybe' } }))
    await group.getByRole('button', { name: 'Send' }).click()
    await group.getByRole('alert').getByText('/response/code').waitFor()
    await text.fill(JSON.stringify({ ...value, response: { ...value.response, reason: 'by telephone' } }))
    await group.getByRole('button', { name: 'Send' }).click()
    const record = page.getByRole('listitem').filter({ hasText: 'they told us by telephone' })
    await record.getByText('Correction').waitFor()
    await record.getByText('1 change').click()
    await record.getByRole('row', { name: /response.reason — by telephone/ }).waitFor()
    const [log] = [...running.state.channel.desks.values()].map((desk) => desk.log().at(-1))
    expect(log).toMatchObject({
      kind: 'request',
      action: 'replay',
      by: 'Ana',
      entries: [{ value: expect.any(String) }],
    })
  })

  test('tells who wanted to change what and why, with before and after, and finds it', async () => {
    await page.getByRole('link', { name: 'Audit trail' }).click()
    const records = page.getByRole('listitem').filter({ hasText: 'by their own word · in the console' })
    await reads('they told us by telephone')
    await expect.poll(() => records.count()).toBe(3)
    await page.getByRole('searchbox', { name: 'Search the trail' }).fill('telephone')
    await page.keyboard.press('Enter')
    await records.filter({ hasText: 'Cancellation' }).waitFor({ state: 'detached' })
    await records.getByText('Correction').waitFor()
    await expect.poll(() => records.count()).toBe(1)
    await records.getByText('Ana', { exact: false }).first().waitFor()
    await records.getByText('1 change').click()
    await records.getByRole('row', { name: /response.reason — by telephone/ }).waitFor()
    await records.getByRole('link', { name: 'adventureworks:4713' }).click()
    await page.getByRole('heading', { name: 'Order 4713' }).waitFor()
  })

  test('says of an order until when its supplier may answer', async () => {
    await channel.publish([snapshot(Date.now(), { number: '4714' })])
    const known = async () => (await fetch(`${running.url}/api/orders/adventureworks:4714`)).status
    await expect.poll(known).toBe(200)
    await open('orders/adventureworks:4714')
    await page.getByText('Waits for an answer', { exact: true }).waitFor()
    await reads(/^Sent .* has time to answer until /)
    await channel.publish([answer(Date.now(), { id: 'f', number: '4714' })])
    await page.getByText('Waits for an answer', { exact: true }).waitFor({ state: 'detached' })
  })

  test('draws how much flowed and how long it took', async () => {
    await open('connections')
    await page.getByRole('img', { name: /^Written back: average time: at most/ }).waitFor()
    const published = page.getByRole('img', { name: /^Published: at most/ })
    expect(await published.locator('rect').count()).toBeGreaterThan(0)
    await page.getByRole('combobox', { name: 'The last' }).selectOption('15 min')
    await published.waitFor()
    await open('partners')
    const answers = page.getByRole('img', { name: /^Answers: at most/ })
    const ofAll = await answers.getAttribute('aria-label')
    await page.getByRole('combobox', { name: 'Partner' }).selectOption('supplier-1580')
    await expect.poll(() => answers.getAttribute('aria-label')).not.toBe(ofAll)
  })

  test('pauses a connection with a reason and resumes it, as everybody sees', async () => {
    await open('connections')
    const connection = page.getByRole('region', { name: 'adventureworks' })
    for (const [button, shown] of [
      ['Pause', 'paused'],
      ['Resume', 'running'],
    ] as const) {
      await connection.getByRole('button', { name: button }).click()
      await connection.getByRole('textbox', { name: 'Your name' }).fill('Ana')
      await connection.getByRole('textbox', { name: 'Reason' }).fill('closing the year')
      await connection.locator('form').getByRole('button', { name: button }).click()
      await connection.getByText(shown, { exact: true }).waitFor()
    }
  })

  test('sees a connection that is configured while it runs, and what is parked there', async () => {
    await open('connections')
    await channel.addConnection('later')
    await page.getByRole('region', { name: 'later' }).waitFor()
    const value = { id: 'e', source: 'later', number: '1' }
    await channel.park(answer(Date.now(), value), 'erp-rejected', 'nobody knows the product', 'later')
    await open('parked')
    await page.getByRole('region', { name: 'erp-rejected at later' }).waitFor()
  })

  test.each([
    'overview',
    'orders',
    'orders/adventureworks:4711',
    'parked',
    'missing',
    'connections',
    'partners',
    'audit',
  ])('has no fault of accessibility in %s, light and dark, wide and narrow', async (hash) => {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      await open(hash)
      await page.locator('.flow, table, .timeline, .panel, .fine, .empty').first().waitFor()
      expect(await violationsOf(page)).toEqual([])
      const overflow = await evaluate(
        page,
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow, 'it is no wider than the screen').toBeLessThanOrEqual(0)
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  test('shows a hundred scripts that stand in messages as text, and runs none', async () => {
    await open('orders/adventureworks:6666')
    await page.getByRole('heading', { name: 'Lines' }).waitFor()
    for (const fold of await page.locator('summary').all()) await fold.click()
    await page.locator('.message pre').first().waitFor()
    const text = await page.locator('main').innerText()
    expect(payloads).toHaveLength(100)
    for (const payload of payloads) expect(text).toContain(payload)
    for (const hash of ['overview', 'orders', 'partners']) {
      await open(hash)
      await reads(payloads[0] ?? '')
    }
    expect(await page.evaluate(() => (globalThis as { hacked?: unknown }).hacked)).toBeUndefined()
  })

  test('has thrown no error and been refused nothing in all that', () => {
    expect(faults).toEqual([])
  })
})

inBrowser('the same console, where people sign in', () => {
  testSigningIn(() => ({ channel, running, browser }))
})
