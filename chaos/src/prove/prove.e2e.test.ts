/** One proof that the chaos suite would notice; a file of its own, so that it runs beside the others. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { proofs } from './proofs.ts'
import { prove } from './prove.ts'

const folder = mkdtempSync(join(tmpdir(), 'chaos-proof-'))
const { signal } = new AbortController()
let platform: Platform

beforeAll(async () => {
  platform = await startPlatform(1)
})
afterAll(async () => {
  await platform.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('the chaos suite reports the disorder when later updates of an order do not follow the parked one', async () => {
  const proof = proofs.find(({ guarantee }) => guarantee === 'parking')
  if (!proof) throw new Error('there is no such proof')
  const verdict = await prove(platform, proof, { folder, control: false, say: () => {}, signal })
  expect(verdict.noticedAs).toContain('out of order')
})
