/** The house's import rules (ARCHITECTURE.md) bite: each deliberate violation is refused by the linter. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const sandbox = mkdtempSync(join(tmpdir(), 'import-rules-'))
copyFileSync(join(repository, '.oxlintrc.json'), join(sandbox, '.oxlintrc.json'))
afterAll(() => rmSync(sandbox, { recursive: true }))

function lint(file: string, code: string): string {
  const path = join(sandbox, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${code}\n`)
  const { stdout, stderr } = spawnSync(
    join(repository, 'node_modules/.bin/oxlint'),
    ['--deny-warnings', file],
    {
      cwd: sandbox,
      encoding: 'utf8',
    },
  )
  rmSync(path)
  return stdout + stderr
}
const importing = (name: string) => `export * from '${name}'`

describe('the import rules', () => {
  test.each([
    ['packages/contracts/src/a.ts', '@channel-adapter/messaging', 'imports nothing of ours'],
    [
      'packages/messaging/src/a.ts',
      '@channel-adapter/erp',
      'imports packages/contracts, addresses, patience, oauth and seams at most',
    ],
    [
      'packages/erp/src/a.ts',
      '@channel-adapter/messaging',
      'imports packages/contracts, addresses, patience, oauth and seams at most',
    ],
    ['packages/identity/src/a.ts', '@channel-adapter/process', 'imports nothing of ours'],
    ['services/console/src/a.ts', 'openid-client', 'Only packages/identity speaks to identity providers'],
    [
      'packages/partners/src/a.ts',
      '@channel-adapter/messaging',
      'imports packages/contracts and process at most',
    ],
    ['packages/process/src/a.ts', '@channel-adapter/contracts', 'knows nothing of ours'],
    ['services/update-applier/src/a.ts', '@channel-adapter/erp-extractor', 'never another service'],
    ['services/update-applier/src/a.ts', '../../erp-extractor/src/app.ts', 'never another service'],
    ['services/update-applier/src/a.ts', '@channel-adapter/local-kafka', 'nor what starts it'],
    ['services/update-applier/src/a.ts', 'kafkajs', "Only packages/messaging knows Kafka's client"],
    ['packages/erp/src/a.ts', 'kafkajs', "Only packages/messaging knows Kafka's client"],
    ['demo/src/a.ts', '@channel-adapter/update-applier', 'Nobody imports a service'],
  ])('%s may not import %s', (file, name, reason) => {
    expect(lint(file, importing(name))).toContain(reason)
  })

  test('a service may not register contracts', () => {
    const code = `export { registerContracts } from '@channel-adapter/contracts'`
    expect(lint('services/update-applier/src/a.ts', code)).toContain('Services only read the registry')
  })

  test.each([
    ['packages/messaging/src/a.ts', '@channel-adapter/contracts'],
    ['packages/messaging/src/a.ts', 'kafkajs'],
    ['services/update-applier/src/a.ts', '@channel-adapter/messaging'],
  ])('%s may import %s', (file, name) => {
    expect(lint(file, importing(name))).toContain('0 errors')
  })

  test('the environment is read in one place', () => {
    const code = 'export const port = process.env.PORT'
    expect(lint('services/update-applier/src/a.ts', code)).toContain('no-process-env')
    expect(lint('packages/process/src/environment.ts', code)).toContain('0 errors')
  })
})
