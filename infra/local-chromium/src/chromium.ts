import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** Why the tests in a browser are skipped. */
export const MISSING = 'needs Chromium: apt-get install chromium'

/** Debian's package, installed where that can be done; undefined where it cannot. */
export function chromiumPath(): string | undefined {
  const found = installed()
  if (found !== undefined || process.getuid?.() !== 0) return found
  spawnSync('sh', ['-c', 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium'], {
    stdio: 'ignore',
  })
  return installed()
}

export function startChromium(executablePath: string): Promise<Browser> {
  // Chromium's own sandbox does not start as root, as in a container; the pages are our own.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
}

function installed(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
