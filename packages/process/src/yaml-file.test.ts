import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { loadYamlFile } from './yaml-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'yaml-file-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'connections.yaml')
const schema = z.strictObject({
  connections: z.array(z.strictObject({ id: z.string(), pollMs: z.number().min(1) })),
})

function load(text: string) {
  writeFileSync(path, text)
  return loadYamlFile(path, schema)
}

test('a file that keeps its schema is its content', () => {
  expect(load('connections:\n  - { id: north, pollMs: 5 }\n')).toEqual({
    connections: [{ id: 'north', pollMs: 5 }],
  })
})

test('every fault is named with its line and its place', () => {
  expect(() => load('connections:\n  - id: north\n    pollMs: 0\n  - id: 7\n    pollMs: 5\n')).toThrow(
    [
      `${path} has 2 faults; its format is explained in docs/configuration.md:`,
      `  ${path}:3: connections.0.pollMs: Too small: expected number to be >=1`,
      `  ${path}:4: connections.1.id: Invalid input: expected string, received number`,
    ].join('\n'),
  )
})

test('a field that is missing is reported where its parent stands', () => {
  expect(() => load('connections:\n  - id: north\n')).toThrow(
    `${path}:2: connections.0.pollMs: Invalid input`,
  )
})

test('broken YAML is reported with its line', () => {
  expect(() => load('connections:\n  - [1, 2\nx: }')).toThrow(new RegExp(`${path}:\\d+: `))
})

test('an empty file and a missing one are faults', () => {
  expect(() => load('')).toThrow(`${path}:1: the file: Invalid input: expected object`)
  expect(() => loadYamlFile(join(folder, 'nowhere.yaml'), schema)).toThrow('cannot be read (ENOENT)')
})

test('aliases that grow without bound are refused', () => {
  const bomb = ['a: &a [1,1,1,1,1,1,1,1,1]']
  for (const [index, name] of ['b', 'c', 'd', 'e', 'f'].entries()) {
    const before = 'abcde'[index]
    bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`)
  }
  expect(() => load(bomb.join('\n'))).toThrow(/alias/i)
})
