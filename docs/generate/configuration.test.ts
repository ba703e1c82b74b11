/** docs/configuration.md says what the services' schemas say, of all services. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configurationDocument } from './configuration.ts'
import { serviceSchemas } from './services.ts'

const repository = new URL('../../', import.meta.url)

test('the reference table is current', () => {
  const written = readFileSync(new URL('docs/configuration.md', repository), 'utf8')
  expect(written, 'run `pnpm docs:generate`').toBe(configurationDocument())
})

test('every service that has a configuration has a section', () => {
  const services = readdirSync(new URL('services/', repository))
  const configured = services.filter((name) =>
    existsSync(new URL(`services/${name}/src/config.ts`, repository)),
  )
  expect(configured).not.toHaveLength(0)
  expect(new Set(Object.keys(serviceSchemas))).toEqual(new Set(configured))
})

test('every variable says what it means and what it takes', () => {
  const document = configurationDocument()
  const incomplete = document
    .split('\n')
    .filter((line) => /^\| `.*\|\s*\|$/.test(line) || /^\| `[^|]*\|[^|]*\|\s*\|/.test(line))
  expect(incomplete).toEqual([])
})
