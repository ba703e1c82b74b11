// T18: kafkajs sets a timer with a negative delay at each start, and Node 24 warns of it.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

async function warningsOf(script: string): Promise<string> {
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  return stderr
}
const SCRIPT = `setTimeout(() => {}, -5); process.emitWarning('of something else', 'OtherWarning')`

test('a process with a Kafka client is not warned of its timers, and of everything else it is', async () => {
  const connect = JSON.stringify(new URL('connect.ts', import.meta.url).href)
  const [without, withClient] = await Promise.all([
    warningsOf(SCRIPT),
    warningsOf(`await import(${connect}); ${SCRIPT}`),
  ])
  expect(without).toContain('TimeoutNegativeWarning')
  expect(withClient).not.toContain('TimeoutNegativeWarning')
  expect(withClient).toContain('OtherWarning: of something else')
})
