import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { documents } from './documents.ts'

// `--check` is for CI: it changes nothing and fails when a document is not what its sources say.
const check = process.argv.includes('--check')
for (const [name, content] of Object.entries(await documents())) {
  const file = new URL(`../${name}`, import.meta.url)
  if (current(file) === content) continue
  if (check) {
    console.error(`docs/${name} is out of date, run \`pnpm docs:generate\``)
    process.exitCode = 1
  } else {
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, content)
  }
}

function current(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
