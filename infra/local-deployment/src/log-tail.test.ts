import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { logTail } from './log-tail.ts'

test('the tail of a log is its last lines, the empty ones behind them left out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-tail-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'service.log')
  writeFileSync(file, 'one\ntwo\nthree\n\n')
  expect(logTail(file, 2)).toBe('two\nthree')
  expect(logTail(file)).toBe('one\ntwo\nthree')
})
