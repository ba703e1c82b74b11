import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RolldownOptions } from 'rolldown'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const services = readdirSync(`${repository}services`)
const entries: Record<string, string> = {
  adapter: 'cli/src/main.ts',
  ...Object.fromEntries(services.map((service) => [service, `services/${service}/src/main.ts`])),
}

/** One file for each image, with all that it imports and nothing else: `bundle/<image>/bin/main.mjs`. */
const programs = Object.entries(entries).map(([image, entry]): RolldownOptions => ({
  input: repository + entry,
  platform: 'node',
  // A dependency of the registry's client asks for `process` that way.
  checks: { eval: false },
  // What is imported only when it is needed is in the file too, and still runs only then.
  output: { file: `${repository}bundle/${image}/bin/main.mjs`, sourcemap: true, codeSplitting: false },
}))

/** What runs in the browser. */
const page: RolldownOptions = {
  input: `${repository}services/console/page/main.tsx`,
  tsconfig: `${repository}services/console/page/tsconfig.json`,
  platform: 'browser',
  output: { file: `${repository}bundle/console/page/app.js`, minify: true },
}

export default [...programs, page]
