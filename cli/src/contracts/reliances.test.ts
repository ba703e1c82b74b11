import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkRepository } from '@channel-adapter/contracts'
import { afterAll, expect, test } from 'vitest'
import { reliances } from './reliances.ts'

const folder = mkdtempSync(join(tmpdir(), 'reliances-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function stated(statement: unknown): URL {
  mkdirSync(join(folder, 'reader'), { recursive: true })
  writeFileSync(join(folder, 'reader', 'relies-on.json'), JSON.stringify(statement))
  return pathToFileURL(`${folder}/`)
}

test('every service that reads a contract says on what it relies, and gets it', () => {
  const all = reliances()
  expect([...all.keys()]).toEqual([
    'console',
    'mock-inventory',
    'mock-supplier',
    'partner-router',
    'update-applier',
  ])
  expect(checkRepository(all)).toEqual([])
})

test('a statement about something else than a contract is refused, with the service', () => {
  expect(checkRepository(reliances(stated({ 'purchasing.order.v9': { id: 'string' } })))).toMatchObject([
    { about: 'reader', rule: 'unknown-contract' },
  ])
})

test('a statement that is none is refused, with the file and the place', () => {
  const faulty = stated({ 'purchasing.order.v1': { status: { type: 'code', code: ['X'] } } })
  expect(() => reliances(faulty)).toThrow(/services\/reader\/relies-on\.json:[^]*purchasing\.order\.v1/)
})
