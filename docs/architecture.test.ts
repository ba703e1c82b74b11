/** ARCHITECTURE.md's file map names every room, and no other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const repository = new URL('../', import.meta.url)
const rooms = ['packages', 'services', 'infra'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, repository))
    .map((name) => `${folder}/${name}`)
    .filter((room) => existsSync(new URL(`${room}/package.json`, repository))),
)

test('the file map names every room, and no other', () => {
  const document = readFileSync(new URL('ARCHITECTURE.md', repository), 'utf8')
  const [, map = ''] = /## File map\n([\s\S]*?)\n\n(?!\|)\S/.exec(document) ?? []
  const named = map
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+\/[^`]+)`/g)].map(([, room]) => room))
  expect(new Set(named)).toEqual(new Set(rooms))
})
