import { setTimeout as sleep } from 'node:timers/promises'
import { mkdirSync } from 'node:fs'
import { type Findings, stopClerk } from '@channel-adapter/ledger'
import { check, isClean } from '../check.ts'
import { readFacts } from '../facts.ts'
import type { Platform } from '../platform.ts'
import { untilQuiet } from '../quiet.ts'
import { startSystem } from '../system.ts'
import type { Proof } from './proofs.ts'

export interface Verdict {
  readonly guarantee: string
  readonly scenario: string
  /** Which of the three the suite reports, with how many cases; empty when it noticed nothing. */
  readonly noticedAs: string
  readonly evidence: string
  /** What the same scenario gives with the guarantee in place, which is nothing; undefined when it was not run. */
  readonly control: string | undefined
  readonly seconds: number
}

export interface ProveOptions {
  readonly folder: string
  /** Whether the same scenario is also run with the guarantee in place. */
  readonly control: boolean
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const ORDERS = 60
/** What is lost never comes: it is waited for longer than for anything that only takes its time in these scenarios. */
const STALLED_AFTER_MS = 40_000

/** Whether the suite notices that a guarantee is gone. */
export async function prove(platform: Platform, proof: Proof, options: ProveOptions): Promise<Verdict> {
  const began = Date.now()
  options.say(`${proof.guarantee}: off, ${proof.scenario} ...`)
  const without = await play(platform, proof, true, options)
  const control = options.control ? await play(platform, proof, false, options) : undefined
  return {
    guarantee: proof.guarantee,
    scenario: proof.scenario,
    noticedAs: noticed(without),
    evidence: [...without.twice, ...without.outOfOrder, ...without.lost][0] ?? '',
    control: control && (noticed(control) || 'nothing'),
    seconds: Math.round((Date.now() - began) / 1000),
  }
}

/** A verdict counts when the loss was noticed, and the scenario alone shows nothing. */
export function holds({ noticedAs, control }: Verdict): boolean {
  return noticedAs !== '' && (control === undefined || control === 'nothing')
}

/** Each play has topics, an ERP and processes of its own. */
async function play(
  platform: Platform,
  { guarantee, service, instances, provoke }: Proof,
  isOff: boolean,
  { folder, signal }: ProveOptions,
): Promise<Findings> {
  signal.throwIfAborted()
  const name = `${guarantee}-${isOff ? 'off' : 'on'}`
  mkdirSync(`${folder}/${name}`, { recursive: true })
  const off = isOff ? [guarantee] : []
  const system = await startSystem(platform, {
    folder: `${folder}/${name}`,
    topicPrefix: `${name}.`,
    orders: ORDERS,
    instances,
    env: { [service]: { TEST_SEAMS: JSON.stringify({ off }) } },
  })
  try {
    await provoke({ system, off, signal })
    await stopClerk(system.deployment.erp.url)
    await untilQuiet(system, signal, STALLED_AFTER_MS)
    await sleep(500)
    return check(await readFacts(system, { acknowledged: new Set(), sent: 0 }, name))
  } finally {
    await system.stop()
  }
}

function noticed(findings: Findings): string {
  if (isClean(findings)) return ''
  return [
    ...(findings.lost.length > 0 ? [`lost ${findings.lost.length}`] : []),
    ...(findings.twice.length > 0 ? [`twice ${findings.twice.length}`] : []),
    ...(findings.outOfOrder.length > 0 ? [`out of order ${findings.outOfOrder.length}`] : []),
  ].join(', ')
}
