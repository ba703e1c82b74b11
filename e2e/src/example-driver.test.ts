/** docs/writing-a-driver.md as a new user follows it: the driver of examples/erp-driver, in a folder of its own. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openConnection, parseConnections } from '@channel-adapter/erp'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../../', import.meta.url))
let desk = ''
let driver = ''

beforeAll(() => {
  desk = mkdtempSync(join(tmpdir(), 'example-driver-'))
  driver = join(desk, 'our-erp-driver')
  cpSync(join(repository, 'examples/erp-driver'), driver, { recursive: true })
})
afterAll(() => rmSync(desk, { recursive: true }))

test('its suite is green, run from a checkout of this repository', async () => {
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  // As `pnpm test:driver` does.
  const config = ['--config', 'packages/erp/driver.vitest.config.ts', '--dir', driver]
  const report = join(desk, 'report.json')
  const args = ['run', ...config, '--reporter=json', '--outputFile', report]
  await run(process.execPath, [vitest, ...args], { cwd: repository })
  const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>
  expect(numPassedTests).toBe(numTotalTests)
  expect(numTotalTests).toBeGreaterThan(30)
}, 60_000)

test('it is a kind of ERP by the name of its package, wherever it is installed', async () => {
  mkdirSync(join(desk, 'node_modules/@acme'), { recursive: true })
  symlinkSync(driver, join(desk, 'node_modules/@acme/our-erp-driver'))
  const file = (more: string) =>
    `connections: [{ id: acme, kind: '@acme/our-erp-driver', url: 'http://127.0.0.1:1', ${more} }]`
  expect(() => parseConnections(file('tokn: x'), () => undefined, desk)).toThrow(/token: must be a text/)
  const [config] = parseConnections(file('token: x'), () => undefined, desk)
  if (!config) throw new Error('no connection')
  const connection = openConnection(config)
  expect([connection.id, connection.capabilities.changes]).toEqual(['acme', 'keyset'])
  await connection.close()
})
