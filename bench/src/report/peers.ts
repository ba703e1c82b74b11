import type { Peer, Result } from '../result.ts'
import { figure } from './figure-text.ts'

/** The product beside its peers as rows of text, the names of the columns first. Pure. */
export function peerRows(results: readonly Result[]): string[][] {
  const rows = [['scenario', 'who', 'value', 'CPU s per 1,000', 'memory']]
  for (const result of results) {
    if (result.peers.length === 0) continue
    rows.push(peerRow(result, productOf(result)))
    for (const peer of result.peers) rows.push(peerRow(result, peer))
  }
  return rows
}

/** What each of them promises, those that promise the same thing under one name once. Pure. */
export function promiseRows(results: readonly Result[]): string[][] {
  const rows = new Map<string, string[]>()
  for (const result of results) {
    if (result.peers.length === 0) continue
    for (const { name, guarantee } of [productOf(result), ...result.peers]) {
      const { acks, delivery, order, lacks } = guarantee ?? {}
      const row = [name, acks ?? '-', delivery ?? '-', order ?? '-', lacks || '-']
      rows.set(row.join(), row)
    }
  }
  return [['who', 'acks', 'delivery', 'order', 'does not'], ...rows.values()]
}

type Measured = Partial<Peer> & { readonly name: string }

function productOf(result: Result): Measured {
  return { ...result, name: 'the product' }
}

function peerRow(
  { scenario, unit }: Result,
  { name, value, cpuPer1000, peakMb, skipped }: Measured,
): string[] {
  return [
    scenario,
    name,
    value === undefined ? `not measured: ${skipped ?? 'for no reason given'}` : `${figure(value)} ${unit}`,
    cpuPer1000 === undefined ? '-' : cpuPer1000.toFixed(3),
    peakMb === undefined ? '-' : `${Math.round(peakMb)} MB`,
  ]
}
