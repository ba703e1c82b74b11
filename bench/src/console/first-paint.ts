import { type Browser, chromiumPath, type Page, startChromium } from '@channel-adapter/local-chromium'
import { median } from '../figures.ts'

const LOADS = 5

/** Notes when the overview's figures have been painted: in the frame after the one in which they came. */
const NOTE_IT = `new MutationObserver((changes, observer) => {
  if (!document.querySelector('#flow')) return
  observer.disconnect()
  requestAnimationFrame(() => setTimeout(() => { window.usefulAt = performance.now() }))
}).observe(document, { childList: true, subtree: true })`

/** Waits for that in the page; the page's own policy forbids what is evaluated otherwise. */
const TOLD = `new Promise((resolve) => {
  const look = () => (window.usefulAt === undefined ? setTimeout(look, 5) : resolve(window.usefulAt))
  look()
})`

/**
 * @returns milliseconds from the address until the overview's figures can be seen, in a Chromium that has nothing of the
 * page in its cache: the median of five; undefined where there is no Chromium
 */
export async function firstUsefulPaintMs(url: string): Promise<number | undefined> {
  const executable = chromiumPath()
  if (executable === undefined) return undefined
  const browser = await startChromium(executable)
  try {
    const times: number[] = []
    while (times.length < LOADS) times.push(await loadMs(browser, url))
    return median(times)
  } finally {
    await browser.close()
  }
}

async function loadMs(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addInitScript(NOTE_IT)
  await page.goto(url)
  const usefulAt = Number(await evaluate(page, TOLD))
  await context.close()
  return usefulAt
}

async function evaluate(page: Page, expression: string): Promise<unknown> {
  const session = await page.context().newCDPSession(page)
  const { result } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  })
  return result.value as unknown
}
