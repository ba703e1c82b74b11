import { readFileSync, writeFileSync } from 'node:fs'
import { configurationDocument } from './configuration.ts'

// `--check` is for CI: it changes nothing and fails when the document is not what the schemas say.
const file = new URL('../configuration.md', import.meta.url)
const content = configurationDocument()
if (!process.argv.includes('--check')) writeFileSync(file, content)
else if (readFileSync(file, 'utf8') !== content) {
  console.error('docs/configuration.md is out of date, run `pnpm docs:generate`')
  process.exitCode = 1
}
