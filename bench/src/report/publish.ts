import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Result } from '../result.ts'
import { chart } from './chart.ts'
import type { Machine } from './machine.ts'
import { markdownTable, peerInWords } from './table.ts'

/** A scenario without a figure: it broke, or a count was not what it must be. */
export interface Failure {
  readonly scenario: string
  readonly reason: string
}

export interface Report {
  readonly at: string
  readonly seconds: number
  readonly machine: Machine
  readonly sizes: object
  readonly results: readonly Result[]
  readonly failures: readonly Failure[]
}

const results = fileURLToPath(new URL('../../results', import.meta.url))
const document = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url))
const BEGIN = '<!-- figures: written by `pnpm bench --publish` -->'
const END = '<!-- end of figures -->'

/** Writes report and chart, and the table into docs/performance.md between its marks. @throws when the marks are missing */
export function publish(report: Report): void {
  mkdirSync(results, { recursive: true })
  writeFileSync(`${results}/report.json`, `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(`${results}/report.svg`, chart(report.results, titleOf(report)))
  writeFileSync(document, withFigures(readFileSync(document, 'utf8'), report))
}

/** A document with the figures between its marks exchanged. Pure. @throws {RangeError} when it has no marks */
export function withFigures(text: string, report: Report): string {
  const from = text.indexOf(BEGIN)
  const to = text.indexOf(END)
  if (from === -1 || to < from) throw new RangeError('the document has no place for figures')
  const peers = report.results.flatMap(({ scenario, peers: others }) =>
    others.map((peer) => `- \`${scenario}\`, ${peerInWords(peer)}`),
  )
  const figures = [
    `${titleOf(report)}; ${report.machine.cpu}, ${report.machine.memoryGb} GB, kernel ${report.machine.kernel}, kafkajs ${report.machine.kafkajs}, load before ${report.machine.loadBefore.toFixed(2)}; sizes ${JSON.stringify(report.sizes)}.`,
    markdownTable(report.results),
    ...(peers.length > 0 ? [`Others in the same run:\n\n${peers.join('\n')}`] : []),
  ]
  if (report.failures.length > 0)
    figures.push(
      report.failures
        .map(({ scenario, reason }) => `- \`${scenario}\` failed: ${reason.split('\n')[0]}`)
        .join('\n'),
    )
  return `${text.slice(0, from)}${BEGIN}\n\n${figures.join('\n\n')}\n\n${text.slice(to)}`
}

function titleOf({ at, machine: { cores, node } }: Report): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC, ${cores} cores, Node ${node}`
}
