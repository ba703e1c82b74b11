import { readFileSync, writeFileSync } from 'node:fs'
import { generatedFiles } from './files.ts'

// `--check` is for CI: it changes nothing and fails when a generated file is not what its schema says.
const check = process.argv.includes('--check')
const stale = generatedFiles().filter(({ file, content }) => {
  try {
    return readFileSync(file, 'utf8') !== content
  } catch {
    return true
  }
})
if (check && stale.length > 0) {
  console.error(
    `out of date, run \`pnpm contracts:generate\`:\n${stale.map(({ file }) => file.pathname).join('\n')}`,
  )
  process.exitCode = 1
}
if (!check) for (const { file, content } of stale) writeFileSync(file, content)
