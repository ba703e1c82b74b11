import { expect, test } from 'vitest'
import { sparingLog } from './sparing-log.ts'
import { recordingLog } from './testing/recording-log.ts'

// Each invalid message was a line: whoever may write a topic could fill the disk of whoever reads it.
test('a flood for one reason is a line a minute, with how many were not told; another reason is told at once', () => {
  const log = recordingLog()
  let time = 0
  const say = sparingLog(log, () => time)
  const told = () => log.lines.splice(0).map(({ fields }) => fields)

  for (let n = 0; n < 1000; n++) say('not-avro', { n }, 'put aside')
  expect(told()).toEqual([{ n: 0 }])
  say('key-mismatch', { n: 1 }, 'put aside')
  expect(told()).toEqual([{ n: 1 }])
  time = 60_000
  say('not-avro', { n: 2 }, 'put aside')
  say('not-avro', { n: 3 }, 'put aside')
  expect(told()).toEqual([{ n: 2, untold: 999 }])
})
