import type { Browser } from '@channel-adapter/local-chromium'

interface Picture {
  /** Of its file, without the ending. */
  readonly name: string
  /** What stands behind the address' #. */
  readonly view: string
  readonly language?: 'en' | 'es'
  readonly theme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
  /** Unfolded before it is taken. */
  readonly unfold?: string
}

const picturesOf = (order: string): readonly Picture[] => [
  { name: 'overview', view: 'overview' },
  { name: 'orders', view: 'orders' },
  { name: 'order', view: `orders/${order}` },
  { name: 'parked', view: 'parked', height: 900 },
  { name: 'missing', view: 'missing' },
  { name: 'connections', view: 'connections', language: 'es', theme: 'dark' },
  { name: 'partners', view: 'partners' },
  { name: 'audit', view: 'audit', unfold: '.letters summary' },
  { name: 'overview-narrow', view: 'overview', language: 'es', theme: 'dark', width: 390, height: 844 },
]

/** Takes a picture of each view. @param folder where they go @returns the names of the files */
export async function takePictures(
  browser: Browser,
  { url, order, folder }: { readonly url: string; readonly order: string; readonly folder: string },
): Promise<string[]> {
  const files: string[] = []
  for (const { name, view, language = 'en', theme = 'light', ...shown } of picturesOf(order)) {
    const { width = 1280, height = 800, unfold } = shown
    await using context = await browser.newContext({
      viewport: { width, height },
      locale: language === 'es' ? 'es-ES' : 'en-GB',
      colorScheme: theme,
    })
    const page = await context.newPage()
    await page.goto(`${url}/#/${view}`)
    await page.locator('.flow, table, .timeline, .panel').first().waitFor()
    if (unfold !== undefined) for (const fold of await page.locator(unfold).all()) await fold.click()
    await page.locator('header').scrollIntoViewIfNeeded()
    const path = `${folder}/${name}.png`
    await page.screenshot({ path, animations: 'disabled' })
    files.push(path)
  }
  return files
}
