import { contracts } from '@channel-adapter/contracts'
import { CLIENT, type OpenidProvider, startOpenidProvider } from '@channel-adapter/identity/testing'
import { freePorts } from '@channel-adapter/local-kafka'
import { readToEnd } from '@channel-adapter/messaging'
import type { Browser, Page } from '@channel-adapter/local-chromium'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { OrderPage } from '../src/answers/orders.ts'
import { violationsOf } from './accessibility.ts'
import { authentication, byKey, bySession } from './people.ts'
import { CONNECTION, type runConsole } from './running-console.ts'

const KEY = `${CONNECTION}:4711`

/** A channel that a console shows, and a browser to look at it. */
export interface Shown {
  readonly channel: Awaited<ReturnType<typeof runConsole>>
  readonly running: Awaited<ReturnType<Shown['channel']['start']>>
  readonly browser: Browser
}

/** The tests of the same console as people see it who must say who they are. */
export function testSigningIn(shown: () => Shown): void {
  let provider: OpenidProvider
  let front: Awaited<ReturnType<Shown['running']['serve']>>
  let page: Page

  beforeAll(async () => {
    // The provider's notices to whoever would run it for real.
    vi.spyOn(console, 'warn').mockReturnValue()
    vi.spyOn(console, 'info').mockReturnValue()
    const [port = 0] = await freePorts(1)
    const url = `http://127.0.0.1:${port}`
    provider = await startOpenidProvider({
      accounts: [
        { sub: 'ana-1', name: 'Ana Núñez', roles: ['buyers', 'operator'] },
        { sub: 'eve-1', name: 'Eve', roles: ['buyers'] },
      ],
      redirectUris: [`${url}/auth/callback`],
      signedOutUris: [`${url}/`],
      tokenClaims: { roles: ['it'] },
    })
    front = await shown().running.serve({
      authentication: authentication(provider.issuer, CLIENT),
      maskedFields: ['unitPrice', 'subtotal', 'buyer'],
      port,
    })
    page = await shown().browser.newPage({ locale: 'en-GB' })
    page.setDefaultTimeout(10_000)
  })
  afterAll(() => provider?.stop())

  async function records() {
    const { channel } = shown()
    const values: Buffer[] = []
    const topic = channel.topicPrefix + contracts.audit.name
    await readToEnd(channel.kafka, topic, ({ value }) => values.push(value))
    return Promise.all(values.map((value) => channel.codecs.audit.decode(value)))
  }
  const send = (path: string, headers: object, body: object) =>
    front.app.inject({ method: 'POST', url: path, headers: { host: 'localhost', ...headers }, payload: body })
  const get = (path: string, headers: object) =>
    front.app.inject({ url: path, headers: { host: 'localhost', ...headers } })

  describe('a role', () => {
    const reason = 'closing the year'
    const pause = `/api/connections/${CONNECTION}/pause`
    const parked = { connection: CONNECTION, code: 'erp-rejected', reason }

    test('suffices for what it is for; what was denied is on record, and was not done', async () => {
      const { length: before } = await records()
      const asked = [
        await send(pause, byKey('viewer'), { reason }),
        await send('/api/discards', { ...(await bySession('operator')), origin: 'http://localhost' }, parked),
        await send(pause, byKey('operator'), { reason, by: 'somebody else' }),
        await send('/api/replays', byKey('operator'), { ...parked, preview: true }),
        await send(
          '/api/discards',
          { authorization: `Bearer ${await provider.tokenFor('urn:console')}` },
          parked,
        ),
      ]
      expect(asked.map(({ statusCode }) => statusCode)).toEqual([403, 403, 200, 200, 200])
      const common = { through: 'CONSOLE' }
      expect((await records()).slice(before)).toEqual([
        expect.objectContaining({
          ...common,
          subject: 'script-viewer',
          knownBy: 'API_KEY',
          role: 'VIEWER',
          decision: 'DENIED',
          action: 'PAUSE',
          connection: CONNECTION,
        }),
        expect.objectContaining({ ...common, subject: 'operator-1', action: 'DISCARD', decision: 'DENIED' }),
        expect.objectContaining({
          ...common,
          subject: 'script-operator',
          name: null,
          knownBy: 'API_KEY',
          role: 'OPERATOR',
          reason,
          action: 'PAUSE',
          decision: 'ALLOWED',
          after: '{"state":"paused"}',
        }),
        expect.objectContaining({
          ...common,
          subject: 'nightly',
          knownBy: 'OPENID',
          role: 'ADMIN',
          action: 'DISCARD',
          decision: 'ALLOWED',
          orders: 1,
          messages: 1,
          reason,
        }),
      ])
      await vi.waitUntil(() => shown().running.state.board.paused(CONNECTION))
      expect(shown().running.state.board.paused(CONNECTION)?.by).toBe('script-operator')
    })

    test('decides what is shown: a viewer sees no price and no name, nor the bytes that hold them', async () => {
      const { happenings } = (await get(`/api/orders/${KEY}`, byKey('operator'))).json<OrderPage>()
      const [published] = happenings
      for (const path of [
        `/api/orders/${KEY}`,
        '/api/orders?text=4711',
        `/api/messages/${published?.message}`,
      ]) {
        const [viewer, operator] = [await get(path, byKey('viewer')), await get(path, byKey('operator'))]
        expect(viewer.statusCode).toBe(200)
        expect(viewer.payload.length).toBeGreaterThan(100)
        expect(viewer.payload).toContain('•••')
        expect(operator.payload).not.toContain('•••')
        for (const price of ['"50"', '"500"']) expect(viewer.payload).not.toContain(price)
        expect(operator.payload).toContain('"500"')
      }
    })
  })

  describe('in a browser', () => {
    const signIn = async (name: string) => {
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('link', { name }).click()
      await page.getByRole('button', { name: 'Sign out' }).waitFor()
    }

    test('somebody signs in, is who they are where they wanted to be, acts, and is on record', async () => {
      const { length: before } = await records()
      await page.goto(`${front.url}/#/connections`)
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
      expect(await violationsOf(page)).toEqual([])
      await signIn('Ana Núñez')
      expect(page.url()).toBe(`${front.url}/#/connections`)
      await page.getByText('Ana Núñez operator').waitFor()
      const connection = page.getByRole('region', { name: CONNECTION })
      await connection.getByRole('button', { name: 'Resume' }).click()
      expect(await connection.getByRole('textbox', { name: 'Your name' }).count()).toBe(0)
      await connection.getByRole('textbox', { name: 'Reason' }).fill('the year is closed')
      await connection.locator('form').getByRole('button', { name: 'Resume' }).click()
      await connection.getByText('running', { exact: true }).waitFor()
      expect((await records()).slice(before)).toEqual([
        expect.objectContaining({
          subject: 'ana-1',
          name: 'Ana Núñez',
          knownBy: 'OPENID',
          role: 'OPERATOR',
          through: 'CONSOLE',
          action: 'RESUME',
          decision: 'ALLOWED',
          connection: CONNECTION,
          reason: 'the year is closed',
          before: '{"state":"paused"}',
          after: '{"state":"running"}',
        }),
      ])
      const cookies = await page.context().cookies(front.url)
      const session = cookies.find(({ name }) => name === 'console-session')
      expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    })

    test('what a role may not do says why; who has none is not let in', async () => {
      await page.goto(`${front.url}/#/parked`)
      const discard = page.getByRole('button', { name: 'Discard' }).first()
      await discard.waitFor()
      expect(await discard.isDisabled()).toBe(true)
      expect(await violationsOf(page)).toEqual([])
      expect(await discard.getAttribute('title')).toBe('This needs the role admin.')
      expect(await page.getByRole('button', { name: 'Replay' }).first().isEnabled()).toBe(true)
      await page.getByRole('link', { name: 'Audit trail' }).click()
      await page.getByRole('combobox', { name: 'Decision' }).selectOption('Denied')
      const denied = page.getByRole('listitem').filter({ hasText: 'Discard' })
      await denied.getByText('denied').waitFor()
      await denied.getByText('operator-1').waitFor()
      await page.goto(`${front.url}/#/parked`)
      await page.getByRole('button', { name: 'Sign out' }).click()
      // The provider asks whether to end its own session, too.
      await page
        .getByRole('button', { name: /yes|sign/i })
        .first()
        .click()
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('link', { name: 'Eve' }).click()
      await page.getByText('You have no role here.').waitFor()
      expect(await page.evaluate(() => fetch('/api/overview').then(({ status }) => status))).toBe(401)
    })
  })
}
