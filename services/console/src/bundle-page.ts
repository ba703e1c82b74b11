/** Writes the script of the page to stdout. The image holds it bundled; here it is for a start from the sources. */
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const folder = new URL('../page/', import.meta.url)
const { output } = await build({
  input: fileURLToPath(new URL('main.tsx', folder)),
  platform: 'browser',
  tsconfig: fileURLToPath(new URL('tsconfig.json', folder)),
  output: { format: 'esm', minify: true },
  write: false,
})
process.stdout.write(output[0].code)
