import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../run-scenarios.ts'
import { chart } from './chart.ts'
import type { Machine } from './machine.ts'
import { detailsTable, markdownTable, peersTables } from './table.ts'

export interface Report extends Outcome {
  /** When it began, RFC 3339. */
  readonly at: string
  readonly seconds: number
  readonly command: string
  readonly machine: Machine
  readonly sizes: object
}

const results = fileURLToPath(new URL('../../results', import.meta.url))
const document = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url))
const BEGIN = '<!-- figures: written by `pnpm bench --publish` -->'
const END = '<!-- end of figures -->'

export function writeReport(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
}

/** Writes report and chart, and the table into docs/performance.md between its marks. @throws when the marks are missing */
export function publish(report: Report): void {
  mkdirSync(results, { recursive: true })
  writeReport(`${results}/report.json`, report)
  writeFileSync(`${results}/report.svg`, chart(report.results, titleOf(report)))
  writeFileSync(document, withFigures(readFileSync(document, 'utf8'), report))
}

/** A document with the figures between its marks exchanged. Pure. @throws {RangeError} when it has no marks */
export function withFigures(text: string, report: Report): string {
  const from = text.indexOf(BEGIN)
  const to = text.indexOf(END)
  if (from === -1 || to < from) throw new RangeError('the document has no place for figures')
  const { cpu, memoryGb, kernel, loadBefore, versions } = report.machine
  const installed = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const figures = [
    `${titleOf(report)}, \`${report.command}\`, ${report.seconds} s.`,
    `${cpu}, ${memoryGb} GB, kernel ${kernel}, load before ${loadBefore.toFixed(2)}; ${installed.join(', ')}; sizes ${JSON.stringify(report.sizes)}.`,
    markdownTable(report.results),
    detailsTable(report.results),
    ...peersTables(report.results),
  ]
  if (report.failures.length > 0)
    figures.push(
      report.failures
        .map(({ scenario, reason }) => `- \`${scenario}\` failed: ${reason.split('\n')[0]}`)
        .join('\n'),
    )
  return `${text.slice(0, from)}${BEGIN}\n\n${figures.join('\n\n')}\n\n${text.slice(to)}`
}

function titleOf({ at, machine: { cores, versions } }: Report): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC, ${cores} cores, Node ${versions['node']}`
}
