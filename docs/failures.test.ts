/** docs/failures.md has a heading for each stable code that the code can give, and for no other. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const repository = new URL('../', import.meta.url)
// mock-erp stands for a stranger's ERP: its answers are its own affair.
const rooms = ['packages', 'services'].flatMap((room) =>
  readdirSync(new URL(`${room}/`, repository))
    .filter((name) => name !== 'mock-erp')
    .map((name) => new URL(`${room}/${name}/src/`, repository)),
)
const TYPED = String.raw`'([a-z]+(?:-[a-z0-9]+)*)'`
const CODES = [
  // errors.ts of packages/erp
  String.raw`readonly code = ${TYPED}`,
  String.raw`new (?:Unprocessable|InvalidMessage)\(\s*${TYPED}`,
  String.raw`kind: 'dead-letter', code: ${TYPED}`,
  String.raw`FOLLOWS_PARKED = ${TYPED}`,
  String.raw`result: 'failed', code: ${TYPED}`,
  String.raw`\[failureHeaders\.code\]: ${TYPED}`,
  String.raw`return refuse\(\s*${TYPED}`,
  // problems of HTTP
  String.raw`problem\(\s*\w+, \{\s*type: ${TYPED}`,
  String.raw`\btype: ${TYPED},(?:\s*title: [^\n]*,)?\s*detail`,
  String.raw`refused\(\s*${TYPED}`,
  String.raw`return \[\s*${TYPED}`,
].map((pattern) => new RegExp(pattern, 'g'))

function sources(folder: URL): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('testing/'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
}

function codesInSource(): string[] {
  const text = rooms.flatMap(sources).join('\n')
  return CODES.flatMap((pattern) => {
    const found = [...text.matchAll(pattern)].map(([, code = '']) => code)
    expect(found, `nothing looks like ${pattern.source} any more`).not.toHaveLength(0)
    return found
  })
}

test('each code has a heading, and each heading a code', () => {
  const document = readFileSync(new URL('docs/failures.md', repository), 'utf8')
  const headings = [...document.matchAll(/^### `([a-z0-9-]+)`$/gm)].map(([, code]) => code)
  expect(new Set(headings)).toEqual(new Set(codesInSource()))
  expect(headings, 'a code has one heading').toHaveLength(new Set(headings).size)
})
