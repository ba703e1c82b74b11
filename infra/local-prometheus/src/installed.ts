import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Why a test that needs it is skipped. */
export const MISSING = 'needs Prometheus: apt-get install prometheus'

/** Where a program of Prometheus' package is; undefined when this machine has not got it. */
export function installed(
  program: 'prometheus' | 'promtool',
  path = process.env['PATH'] ?? '',
): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
