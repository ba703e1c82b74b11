/** What our documents link to is there: files, and headings in Markdown files. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const repository = new URL('../', import.meta.url)
const documents = globSync('{*.md,{docs,packages,services,infra,deploy}/**/*.md}', {
  cwd: fileURLToPath(repository),
  exclude: (path) => path.includes('node_modules'),
})

/** As GitHub makes the anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}

function anchorsOf(file: URL): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
}

test('every link between our documents and files leads somewhere', () => {
  expect(documents.length).toBeGreaterThan(10)
  const broken = documents.flatMap((name) => {
    const document = new URL(name, repository)
    const links = readFileSync(document, 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)
    return [...links]
      .map(([, link = '']) => link)
      .filter((link) => {
        const [, anchor = ''] = link.split('#')
        const target = new URL(link, document)
        target.hash = ''
        if (!existsSync(target)) return true
        return anchor !== '' && !anchorsOf(target).includes(anchor)
      })
      .map((link) => `${name}: ${link}`)
  })
  expect(broken).toEqual([])
})
