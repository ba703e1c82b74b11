import axe from 'axe-core'
import type { Page } from '@channel-adapter/local-chromium'

/** Runs it in the page, for the test alone: the page's own policy forbids it. */
export async function evaluate(page: Page, expression: string): Promise<unknown> {
  const session = await page.context().newCDPSession(page)
  const { result } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  })
  return result.value as unknown
}

/** Every fault of accessibility that axe knows, and where it is. */
export async function violationsOf(page: Page): Promise<unknown> {
  await evaluate(page, axe.source)
  return evaluate(
    page,
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target)))',
  )
}
