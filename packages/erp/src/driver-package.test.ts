import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectionsInvalid, openConnection, parseConnections } from './connections.ts'
import { ErpUnavailable } from './errors.ts'
import { errorOf, patient } from './testing/reading.ts'

/** A folder in which packages are installed, as a stranger's would be. */
let folder: string
const marker = 'driver_package_test_was_here'

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driver-package-'))
  install('@acme/our-erp-driver', DRIVER)
  install('not-a-driver', 'export const nothing = 1')
  install('broken-driver', 'throw new Error("no licence")')
  writeFileSync(join(folder, 'loose.mjs'), `globalThis.${marker} = true`)
})
afterAll(() => rmSync(folder, { recursive: true }))

function install(name: string, source: string): void {
  const place = join(folder, 'node_modules', name)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.js' }))
  writeFileSync(join(place, 'index.js'), source)
}

const DRIVER = `
const config = {
  '~standard': {
    version: 1,
    vendor: 'acme',
    validate(value) {
      return typeof value.desk === 'string'
        ? { value: { ...value, desk: value.desk.toUpperCase() } }
        : { issues: [{ message: 'must name a desk', path: ['desk'] }] }
    },
  },
}
function open({ id, kind, desk, timeoutMs }, { errors }) {
  const away = () => Promise.reject(new errors.ErpUnavailable(desk + ' is closed for ' + timeoutMs + ' ms'))
  return {
    id, kind, capabilities: { changes: 'none', versionCondition: 'none', updateId: false, webhook: false },
    readChanges: away, readOrder: away, applyUpdate: away, rewind: (position) => position, close: async () => {},
  }
}
export const driver = { config, open }
`
const parse = (...connections: object[]) =>
  parseConnections(JSON.stringify({ connections }), (name) => (name === 'DESK' ? 'seven' : undefined), folder)

function faultsOf(...connections: object[]): string[] {
  try {
    parse(...connections)
  } catch (error) {
    if (error instanceof ConnectionsInvalid) return error.message.split('\n')
    throw error
  }
  return []
}

test('a driver is found by the name of its package, with its own fields checked by it and the usual ones by us', async () => {
  const [config] = parse({ id: 'acme', kind: '@acme/our-erp-driver', desk: '${DESK}' })
  if (!config) throw new Error('no connection')
  expect(config).toMatchObject({ id: 'acme', pageSize: 500, desk: 'SEVEN' })
  const connection = openConnection(config)
  const error = await errorOf(connection.readOrder('1', patient))
  // The very class that the adapter knows, though the package imports nothing of ours.
  expect(error).toBeInstanceOf(ErpUnavailable)
  expect((error as Error).message).toBe('SEVEN is closed for 10000 ms')
})

test('its faults are told together with those of all other connections', () => {
  expect(
    faultsOf(
      { id: 'acme', kind: '@acme/our-erp-driver', pageSize: 0 },
      { id: 'other', kind: 'mock-erp', url: 'ftp://x' },
    ),
  ).toEqual([
    '/connections/0/pageSize: Too small: expected number to be >=1',
    '/connections/0/desk: must name a desk',
    '/connections/1/url: must be an http or https URL',
  ])
})

test.each([
  ['@acme/none', /no package "@acme\/none" is installed/],
  ['not-a-driver', /exports no "driver"/],
  ['broken-driver', /cannot be loaded: no licence/],
  ['fs', /neither a kind that is built in nor the name of a package/],
  ['node:fs', /neither/],
  ['./loose.mjs', /neither/],
  ['../x', /neither/],
  ['file:///etc/passwd', /neither/],
  ['https://evil.example/driver.js', /neither/],
  ['@acme/our-erp-driver/../../../loose.mjs', /neither/],
])('%s loads nothing: %s', (kind, reason) => {
  expect(faultsOf({ id: 'acme', kind })).toEqual([expect.stringMatching(reason)])
  expect(marker in globalThis).toBe(false)
})

test('an absolute path is none either', () => {
  expect(faultsOf({ id: 'acme', kind: join(folder, 'loose.mjs') })).toEqual([
    expect.stringMatching(/neither/),
  ])
  expect(marker in globalThis).toBe(false)
})
