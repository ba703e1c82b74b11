/** docs/guarantees.md says of every kind and every example what it really declares. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openConnection, parseConnections } from './connections.ts'
import type { Capabilities } from './port.ts'

const docs = new URL('../../../docs/', import.meta.url)
const page = readFileSync(new URL('guarantees.md', docs), 'utf8')
const examples = readdirSync(new URL('examples/', docs)).filter((file) => file.endsWith('.yaml'))

/** The cells of the row that begins with this one. */
function rowOf(first: string): string[] {
  const line = page.split('\n').find((text) => text.startsWith(`| ${first} |`)) ?? ''
  return line
    .split('|')
    .map((cell) => cell.trim())
    .slice(2, -1)
}

function capabilitiesOf(text: string): Capabilities {
  const [config] = parseConnections(text, () => 'http://erp.example')
  if (!config) throw new Error('no connection')
  return openConnection(config).capabilities
}

function expectRow(first: string, { changes, versionCondition, updateId }: Capabilities): void {
  const [told, condition = '', ids = ''] = rowOf(first)
  expect([first, told, condition === 'none', ids.startsWith('yes')]).toEqual([
    first,
    changes,
    versionCondition === 'none',
    updateId,
  ])
}

test.each(examples)('of %s', (file) => {
  const capabilities = capabilitiesOf(readFileSync(new URL(`examples/${file}`, docs), 'utf8'))
  expectRow(`[${file}](examples/${file})`, capabilities)
})

test('of the mock ERP', () => {
  expectRow('`mock-erp`', capabilitiesOf('connections: [{ id: a, kind: mock-erp, url: http://erp.example }]'))
})
