import type { Peer, Result } from '../result.ts'

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
  const rows = rowsOf(results)
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const peers = results.flatMap((result) =>
    result.peers.map((peer) => `  ${result.scenario}: ${peerInWords(peer)}`),
  )
  return [...lines, ...(peers.length > 0 ? ['', 'Others in the same run:', ...peers] : [])].join('\n')
}

/** As Markdown. Pure. */
export function markdownTable(results: readonly Result[]): string {
  const [head = [], ...rows] = rowsOf(results)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A peer's figure, or why there is none. Pure. */
export function peerInWords({ name, value, cpuPer1000, guarantee, skipped }: Peer): string {
  if (value === undefined) return `${name}: not measured, ${skipped ?? 'for no reason given'}`
  const cpu = cpuPer1000 === undefined ? '' : `, ${cpuPer1000.toFixed(3)} CPU s per 1,000`
  return `${name}: ${figure(value)}${cpu}${guarantee === undefined ? '' : ` (${guarantee})`}`
}

function mark({ target }: Result, which: 'floor' | 'goal'): string {
  return `${target.better === 'higher' ? '≥' : '≤'} ${target[which]}`
}

/** Three digits, more of what is large. */
export function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))
}
