/** The suite itself, in short: rounds of faults after which nothing is missing, and a proof that it would notice. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Platform, startPlatform } from './platform.ts'
import { proofs } from './prove/proofs.ts'
import { prove } from './prove/prove.ts'
import { runChaos } from './run.ts'
import { startSystem } from './system.ts'

const folder = mkdtempSync(join(tmpdir(), 'chaos-e2e-'))
const { signal } = new AbortController()
const say = () => {}
let platform: Platform

beforeAll(async () => {
  platform = await startPlatform(1)
})
afterAll(async () => {
  await platform.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the chaos suite', () => {
  test('reports the disorder when later updates of an order do not follow the parked one', async () => {
    const proof = proofs.find(({ guarantee }) => guarantee === 'parking')
    if (!proof) throw new Error('there is no such proof')
    const verdict = await prove(platform, proof, { folder, control: false, say, signal })
    expect(verdict.noticedAs).toContain('out of order')
  })

  test('finds nothing lost, nothing done twice and nothing out of order after ten rounds of faults', async () => {
    // A seed without the slow faults: processes that sleep longer than their session, brokers that die, and a group
    // that loses a member at the end.
    const seed = 67_744
    const system = await startSystem(platform, { folder, orders: 60 })
    try {
      const rounds = 10
      const options = {
        seed,
        rounds,
        brokers: 1,
        pace: 0.7,
        checkEvery: rounds,
        withinMs: 120_000,
        say,
        signal,
      }
      const { findings, facts } = await runChaos(system, options)
      expect(findings).toEqual({ lost: [], twice: [], outOfOrder: [] })
      expect(system.tally.exits).toEqual([])
      expect(system.tally.kills).toBeGreaterThanOrEqual(6)
      expect(Object.keys(system.tally.crashPoints).length).toBeGreaterThanOrEqual(1)
      expect(facts.acknowledged.size).toBeGreaterThan(50)
      expect(facts.erp.journal.length).toBeGreaterThan(200)
    } finally {
      await system.stop()
    }
  })
})
