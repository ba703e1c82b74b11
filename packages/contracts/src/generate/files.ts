import { readdirSync, readFileSync } from 'node:fs'
import { typescriptOf } from './typescript.ts'

const packageFolder = new URL('../../', import.meta.url)

/** What each generated file must hold, from the newest version of each schema. */
export function generatedFiles(): { file: URL; content: string }[] {
  const folders = readdirSync(new URL('schemas/', packageFolder))
  return folders.map((folder) => {
    const versions = readdirSync(new URL(`schemas/${folder}/`, packageFolder))
    const newest = Math.max(...versions.map((file) => Number.parseInt(file)))
    const origin = `schemas/${folder}/${newest}.avsc`
    const schema: unknown = JSON.parse(readFileSync(new URL(origin, packageFolder), 'utf8'))
    return {
      file: new URL(`src/generated/${folder}.ts`, packageFolder),
      content: typescriptOf(schema, origin),
    }
  })
}
