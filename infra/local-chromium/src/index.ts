export type { Browser, Locator, Page } from 'playwright-core'
export { chromiumPath, MISSING, startChromium } from './chromium.ts'
