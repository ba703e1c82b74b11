import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Report } from '@channel-adapter/ledger'

/** The reconciliation as a table to read. Pure. */
export function reportTable(report: Report): string {
  const rows: [string, string | number][] = [
    ['orders in the ERP', report.ordersInErp],
    ['orders published', report.ordersPublished],
    ['snapshots published', report.snapshotsPublished],
    ["clerk's changes meanwhile", report.changesByClerk],
    ['updates produced', report.updatesProduced],
    ['updates applied', report.updatesApplied],
    ['updates refused', report.updatesRefused],
    ['updates parked', report.updatesParked],
    ['lost', report.lost],
    ['took effect twice', report.twice],
    ['out of order', report.outOfOrder],
    ['quantity ordered', report.orderedQty],
    ['quantity received', report.receivedQty],
    ['quantity rejected', report.rejectedQty],
    ['subtotal', report.subtotal],
    ...Object.entries(report.seconds).map(([stage, seconds]): [string, string] => [
      `seconds: ${stage}`,
      seconds.toFixed(1),
    ]),
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const table = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${String(value).padStart(15)}`)
  const verdict =
    report.faults.length === 0
      ? ['Everything reconciles.']
      : ['It does NOT reconcile:', ...report.faults.map((fault) => `  - ${fault}`)]
  return [...table, '', ...verdict].join('\n')
}

export function writeReport(file: string, report: Report): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
}
