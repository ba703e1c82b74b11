import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, publishState, readState, releaseState } from './broker-state.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broker-state-'))
  file = join(folder, 'inner', 'broker.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('the first to claim the broker holds it, until it lets go', () => {
  expect(readState(file)).toBeUndefined()
  expect(claim(file, 'pnpm producer')).toBe(true)
  expect(claim(file, 'pnpm consumer')).toBe(false)
  expect(readState(file)).toEqual({ pid: process.pid, command: 'pnpm producer' })
  releaseState(file)
  expect(claim(file, 'pnpm consumer')).toBe(true)
  expect(readdirSync(join(folder, 'inner'))).toEqual(['broker.json'])
})

test('others find where it is', () => {
  claim(file, 'pnpm producer')
  const state = {
    pid: process.pid,
    command: 'pnpm producer',
    addresses: { brokers: ['127.0.0.1:9092'], registryUrl: 'http://127.0.0.1:8081' },
  }
  publishState(file, state)
  expect(readState(file)).toEqual(state)
})

test('what a dead process or a broken write left behind counts for nothing', async () => {
  claim(file, 'pnpm producer')
  publishState(file, { pid: await deadPid(), command: 'pnpm producer' })
  expect(readState(file)).toBeUndefined()
  expect(claim(file, 'pnpm consumer')).toBe(true)
  writeFileSync(file, '{"pid": 1')
  expect(readState(file)).toBeUndefined()
  expect(claim(file, 'pnpm consumer')).toBe(true)
})

test("another's state is not removed", async () => {
  claim(file, 'pnpm producer')
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
  publishState(file, { pid: child.pid ?? 0, command: 'pnpm consumer' })
  releaseState(file)
  expect(existsSync(file)).toBe(true)
  child.kill()
  await once(child, 'exit')
})
