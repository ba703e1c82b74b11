import { readFileSync } from 'node:fs'

/** The last lines of a service's log, for whoever must know why it did not do what it should. @param lines default 15 */
export function logTail(logFile: string, lines = 15): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}
