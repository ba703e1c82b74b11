import type { Result } from '../result.ts'
import { peerRows, promiseRows } from './peers.ts'
import { figure } from './figure-text.ts'

const HEAD = ['scenario', 'value', 'limit', 'ratio', 'floor', 'goal', 'CPU s per 1,000', 'memory', 'verdict']

/** The results as rows of text, the names of the columns first. */
function rowsOf(results: readonly Result[]): string[][] {
  return [
    HEAD,
    ...results.map((result) => [
      result.scenario,
      `${figure(result.value)} ${result.unit}`,
      result.limit === null ? '-' : figure(result.limit),
      figure(result.ratio),
      mark(result, 'floor'),
      mark(result, 'goal'),
      result.cpuPer1000 === undefined ? '-' : result.cpuPer1000.toFixed(3),
      result.peakMb === undefined ? '-' : `${Math.round(result.peakMb)} MB`,
      result.verdict === 'missed' ? 'below its floor' : `reaches its ${result.verdict}`,
    ]),
  ]
}

/** For a terminal. Pure. */
export function terminalTable(results: readonly Result[]): string {
  const peers = peerRows(results)
  return [
    aligned(rowsOf(results)),
    ...(peers.length > 1 ? ['', 'Others in the same run:', aligned(peers)] : []),
    ...(peers.length > 1 ? ['', 'What each promises:', aligned(promiseRows(results))] : []),
  ].join('\n')
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

/** As Markdown. Pure. */
export function markdownTable(results: readonly Result[]): string {
  return markdown(rowsOf(results))
}

/** The product beside its peers, and what each promises, as Markdown; nothing where no scenario has any. Pure. */
export function peersTables(results: readonly Result[]): string[] {
  const rows = peerRows(results)
  return rows.length === 1 ? [] : [markdown(rows), markdown(promiseRows(results))]
}

/** What else was measured of each scenario, as Markdown. Pure. */
export function detailsTable(results: readonly Result[]): string {
  const quantiles = (of: Readonly<Record<string, number>> | undefined) =>
    of
      ? Object.entries(of)
          .map(([name, ms]) => `${name} ${figure(ms)}`)
          .join(', ')
      : '-'
  return markdown([
    ['scenario', 'limit is', 'latency, ms', 'event loop late, ms', 'counted'],
    ...results.map(({ scenario, limitIs, latencyMs, loopDelayMs, counts }) => [
      scenario,
      limitIs,
      quantiles(latencyMs),
      quantiles(loopDelayMs),
      quantiles(counts),
    ]),
  ])
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function mark({ target }: Result, which: 'floor' | 'goal'): string {
  const [sign, added] = [target.better === 'higher' ? '≥' : '≤', target.by === 'difference' ? '+' : '']
  return `${sign} ${added}${target[which]}`
}
